/** Words of a command as a shell would split it; nothing is expanded, and a quote that is not closed goes to the end. */
export function shellWords(text: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:[^\s'"\\]|\\.|'[^']*'?|"(?:[^"\\]|\\.)*"?)+/gs))
    words.push(
      word.replaceAll(/'([^']*)'?|"((?:[^"\\]|\\.)*)"?|\\(.)/gs, (_, single, double, escaped) =>
        single !== undefined ? single : double !== undefined ? double.replaceAll(/\\(["\\$`])/g, '$1') : escaped,
      ),
    );
  return words;
}

/** Whether only a shell could do what the text says: pipes, lists, redirections, variables, globs. */
export const needsShell = (text: string): boolean => /[|&;<>*?`]|\$[\w({]/.test(text);

/** A list of words as YAML in brackets. */
export const flowList = (words: readonly string[]): string => `[${words.map(yamlWord).join(', ')}]`;

/** A text as YAML writes it: plain where nothing else could be read in it. */
export function yamlWord(word: string): string {
  const plain =
    /^[A-Za-z_./-][\w./=+@%-]*$/.test(word) &&
    !/^(?:-|---.*|true|false|null|yes|no|on|off|\.nan|[-.]?\.?inf|y|n)$/i.test(word);
  return plain && !/^[-.]?\.?\d/.test(word) ? word : JSON.stringify(word);
}
