import type { Level } from '../finding.js';

export interface Code {
  readonly level: Level;
  /** A warning where lint is strict. */
  readonly strict?: true;
  /** `--fix` mends it where only one thing can be meant. */
  readonly fixable?: true;
  /** What it means, in one sentence. */
  readonly meaning: string;
}

const error = (meaning: string): Code => ({ level: 'error', meaning });
const warning = (meaning: string): Code => ({ level: 'warning', meaning });
const note = (meaning: string): Code => ({ level: 'note', meaning });
const fixable = (code: Code): Code => ({ ...code, fixable: true });
/** What rules that are shared owe their users: a note to the author, a warning where lint is strict. */
const owed = (meaning: string): Code => ({ level: 'note', strict: true, meaning });

/** Every code that a finding can have; the documents are made from this table. */
export const findingCodes = {
  // Files and YAML
  unreadable: error('The file is not there or may not be read.'),
  file_too_large: error('The file is larger than a configuration can be.'),
  not_utf8: error('The file is no text in UTF-8.'),
  yaml_syntax: error('The file is not valid YAML.'),
  tab_indentation: error('A tab is used for indentation.'),
  duplicate_key: error('A mapping has a key twice.'),
  multiple_documents: error('The file holds several YAML documents.'),
  empty_file: error('The file is empty.'),
  not_a_mapping: error('The file is no mapping of keys at its top level.'),
  too_deep: error('The file is nested more deeply than it can be read.'),
  alias_bomb: error('The aliases of the file repeat too much.'),
  forbidden_key: error('A key would reach the prototype of an object.'),

  // What the schemas say
  unknown_key: fixable(error('There is no such key at this place.')),
  missing_key: error('A key that is needed is missing.'),
  wrong_type: error('A value is of another type than it has to be.'),
  wrong_form: error('A text has not the form that it has to have.'),
  wrong_value: error('A value is out of its range.'),
  unknown_word: fixable(error('A word is none of those that can stand here.')),
  unknown_class: fixable(error('There is no component of this `class_name`.')),
  bad_component: error('A component cannot use its settings.'),
  literal_secret: warning('A secret stands in the file itself.'),

  // sigwatch.yaml
  command_text: error('A command is one text, which no shell would read.'),
  no_group: error('An entry of `defaults` does not say whether it is a monitor or a policy.'),
  two_policies: error('The file both names a restart policy and holds one.'),
  unusable_plugin: error('A plugin that the file names can’t be loaded, or is not whole.'),

  // Interpolation
  bad_interpolation: error('An interpolation is not written as it has to be.'),
  unknown_interpolation: error('An interpolation names a key that is not there.'),
  unknown_resolver: error('An interpolation names a resolver that is not there.'),
  unset_variable: error('An interpolation names an environment variable that is not set and has no default.'),
  interpolation_bomb: error('Interpolations are too many or too long to be worked out.'),
  interpolation_cycle: error('Interpolations come back to themselves.'),
  unresolved_interpolation: error('A value that is needed at load is known to the run only.'),

  // Composition
  unknown_pack: error('A sigwatch.yaml names a pack that is not there.'),
  ambiguous_name: error('A name means a file of a shipped and of an installed pack, or of two installed ones.'),
  unknown_monitor: error('There is no monitor of this name.'),
  unknown_policy: error('There is no restart policy of this name.'),
  unknown_include: error(
    '`defaults` names a file that is not there, or that lies outside of the folder and the packs.',
  ),
  include_cycle: error('`defaults` come back to themselves.'),
  name_clash: warning('Two files that do not know each other have a rule of one name, of which one is never used.'),
  duplicate_rule: error('A file has two rules of one name, of which the first would never be used.'),
  missing_pattern: error('A rule has no pattern, and there is no included rule that it could disable.'),

  // Patterns
  bad_pattern: error('RE2 cannot use the pattern; the remedy names the way out.'),
  bad_unless: error('RE2 cannot use `unless`; the remedy names the way out.'),
  bad_flags: error('There is no such flag.'),
  bad_extract_groups: error('`extract_groups` names a group that the pattern has not.'),
  empty_match: error('The pattern matches the empty line, and so every line.'),
  never_hits: warning('`unless` forbids every line that the pattern matches.'),
  duplicate_pattern: warning('Two rules have one pattern, and hit the same lines.'),
  shadowed_rule: warning('Another rule of the same meaning comes before this one and hits all of its lines.'),
  echoes_itself: warning('A rule for failures hits its own text where a program prints its configuration.'),
  slow_pattern: note(
    'The pattern begins with what any line has, has many gaps, or has no text to be looked for first.',
  ),

  // What rules mean
  no_operator: error('A rule names no operator, or one that is not whole.'),
  two_inputs: error('A rule has both a pattern and other signals as its input.'),
  unknown_input: error('An operator is asked of a rule that is not there.'),
  input_cycle: error('A rule is an input of itself, over whatever way.'),
  dissect_block: error('A dissect rule cannot take a block of lines.'),
  bad_action: error('An action cannot be carried out as it stands.'),
  checkpoint_success: fixable(warning('A saved checkpoint is marked as the end of the run.')),
  never_confirmed: warning('A rule says after how long its failure is confirmed, and any two steps end it before.'),
  shown_for_ever: warning('A rule moves the run’s state at once, and nothing tells when that is over.'),
  suffices_without_success: fixable(warning('`suffices` stands in a rule that marks no success.')),
  unknown_cause: fixable(warning('`symptom_of` names what is neither a rule nor an error type.')),
  symptom_cycle: warning('Rules explain each other away; only another rule of their types could be the root.'),
  no_root_left: error('All rules of some error types explain each other away, so that none could be the root.'),
  hits_healthy_line: warning('A rule for failures hits a line that a healthy run prints.'),
  no_remedy: warning('Neither the rule nor its error type says what to do about the failure.'),
  unknown_field: warning('A text of a rule names a field that its signals never have.'),
  misspelt_metadata: fixable(warning('A key of `metadata` is all but one that has a meaning.')),
  deprecated_rule: warning('A rule that is included is deprecated, and will go away.'),
  experimental_rule: note('A rule that is included is experimental, and may change.'),
  no_hit_test: owed('No test shows a line that the rule hits.'),
  no_near_miss: owed('No test shows a harmless line that a rule for failures leaves alone.'),

  // Conditions of rules (`when`)
  unreachable_threshold: warning('A rule asks for more than can come.'),
  empty_window: warning('A time of a condition is none.'),
  absent_too_short: warning('A rule misses something sooner than it could be seen.'),
  short_sequence: warning('A sequence has one member only.'),
  uncaptured_field: warning('A condition reads a field that nothing brings.'),

  // Settings of monitors
  shell_text: error('A command is a text that only a shell could read.'),
  bad_template: error('A template names what is not known at its place, or is not written as it has to be.'),
  bad_log_path: error('The path of a log is no template that can be filled in.'),
  unknown_state: fixable(warning('`state_whitelist` names a state that no job has.')),

  // Restart policies
  duplicate_mode: error('Two policies are for one mode.'),
  restarted_and_excluded: error('A policy both restarts and excludes something.'),
  excluded_recovery: warning('A policy recovers from what it excludes.'),
  unused_budget: warning('A policy has a budget for what it never restarts.'),
  conflicting_policy: warning('A policy restarts one rule and excludes another, and both hit one line.'),
  platform_retries: warning(
    'The script lets its platform try again by itself what the policy restarts as well, or stops for.',
  ),
  unknown_error_type: warning('There is no such error type, and one of a similar name.'),

  // Tests beside packs
  no_log: error('A test has no log.'),
  two_logs: error('A test has both `lines` and `sources`.'),
  two_jobs: error('A test tells of its job both among its lines and beside them.'),
  time_goes_back: error('A moment in a test lies before that of an entry above it.'),
  bad_repetition: error('An entry of a log repeats what it cannot.'),
  too_many_entries: error('The log of a test has more entries than can be played.'),
  unusable_monitor: error('The monitor of a test has errors of its own.'),
  unusable_policy: error('The policy of a test has errors of its own.'),
  unknown_rule: fixable(error('A test names a rule that its monitor has not.')),
  unknown_source: error('A test names a source that it has not.'),
  expected_and_forbidden: error('A test expects a signal and forbids it.'),
  decision_without_policy: error('A test expects a decision, and nothing decides.'),
  duplicate_test: warning('Two tests of a file have one name.'),

  // Packs
  requirement_not_met: error('A pack needs another version of sigwatch or of a pack, or a pack that is not there.'),
  unusable_plugin_file: warning('A pack is used without its name and its version, since its plugin.yaml is not valid.'),
  missing_plugin_file: note('A folder of rules has no plugin.yaml, and so is no pack yet.'),
  missing_readme: warning('A pack has no README.md.'),
  wrong_pack_name: warning('A pack is called otherwise than its folder.'),
  wrong_pack_version: warning('A pack has another version than its package.'),
  shipped_name: warning('A pack has a file of a name that a shipped pack has, which nobody can use by that name.'),
  undeclared_pack: warning('A pack builds on another pack that its `requires` does not name.'),

  // Rules of other systems (`rules import`)
  nothing_to_import: error('The file holds no rules of the system that it is read for.'),
  unknown_there: warning('The system that the file is of has no such key: it was left out.'),
  no_equivalent: warning('What stands there has no equivalent here; what was written says so.'),
  unlike_there: note('It acts here otherwise than there, in a way that is worth knowing.'),
  about_the_job: note('It concerns the job, and no rule of its log: it was left out.'),
} as const satisfies Readonly<Record<string, Code>>;

/** The code of a finding. */
export type FindingCode = keyof typeof findingCodes;
