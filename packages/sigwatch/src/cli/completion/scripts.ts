export type Shell = 'bash' | 'zsh' | 'fish';

/**
 * Each hands the words up to the cursor to `sigwatch __complete`, which answers with a line that says what else is completed
 * (`files`, `folders` or `none`) and then a line for each candidate: the word, a tab, what it is.
 */
export const shellScripts: Readonly<Record<Shell, string>> = {
  bash: `# Completion of sigwatch in bash. In ~/.bashrc: source <(sigwatch completion bash)
_sigwatch() {
  local cur=\${COMP_WORDS[COMP_CWORD]} cword=$COMP_CWORD line kind=
  local -a words=("\${COMP_WORDS[@]}")
  # With the package bash-completion, words that hold a colon or an equals sign are one word.
  if declare -F _get_comp_words_by_ref >/dev/null; then _get_comp_words_by_ref -n =: cur words cword; fi
  COMPREPLY=()
  while IFS= read -r line; do
    if [ -z "$kind" ]; then kind=$line; else COMPREPLY+=("\${line%%$'\\t'*}"); fi
  done < <(sigwatch __complete -- "\${words[@]:1:cword}" 2>/dev/null)
  case $kind in
    files) compopt -o default 2>/dev/null ;;
    folders) compopt -o dirnames 2>/dev/null ;;
  esac
  if declare -F __ltrim_colon_completions >/dev/null; then __ltrim_colon_completions "$cur"; fi
}
complete -F _sigwatch sigwatch
`,
  zsh: `#compdef sigwatch
# Completion of sigwatch in zsh. In ~/.zshrc, behind compinit: source <(sigwatch completion zsh)
_sigwatch() {
  local -a lines found
  local line
  lines=("\${(@f)$(sigwatch __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "\${(@)lines[2,-1]}"; do
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  (( \${#found} )) && _describe sigwatch found
  case $lines[1] in
    files) _files ;;
    folders) _files -/ ;;
  esac
}
compdef _sigwatch sigwatch
`,
  fish: `# Completion of sigwatch in fish: sigwatch completion fish > ~/.config/fish/completions/sigwatch.fish
function __sigwatch_complete
    set -l words (commandline -opc) "$(commandline -ct)"
    set -l lines (sigwatch __complete -- $words[2..-1] 2>/dev/null)
    if set -q lines[2]
        printf '%s\\n' $lines[2..-1]
    end
    switch "$lines[1]"
        case files
            __fish_complete_path "$(commandline -ct)"
        case folders
            __fish_complete_directories "$(commandline -ct)"
    end
end
complete -c sigwatch -f -a '(__sigwatch_complete)'
`,
};
