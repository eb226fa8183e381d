import {
  type Finding,
  type FindingCode,
  finding,
  type Json,
  nearest,
  placeIn,
  type YamlFile,
  type YamlPath,
} from '@sigwatch/core';

/** A value of the file, and where it stands. */
export interface Found {
  readonly value: Json;
  readonly path: YamlPath;
}

/** Reads a file of another system key by key, and collects what has to be said of it. */
export class Reader {
  readonly findings: Finding[] = [];

  constructor(
    readonly file: YamlFile,
    /** The system, as people call it. */
    readonly system: string,
  ) {}

  say(code: FindingCode, path: YamlPath, message: string, remedy: string, what: 'key' | 'value' = 'key'): void {
    this.findings.push(finding(code, placeIn(this.file, path, what), message, remedy));
  }

  line(path: YamlPath): number {
    return this.file.place(path, 'key').line;
  }

  /**
   * The known keys of a mapping, in whatever spelling its own models take (`logPattern`, `log_pattern`); what is null is
   * not there. `others` is told of every key that is not known.
   */
  keys<Key extends string>(
    at: Found,
    known: readonly Key[],
    others: (path: YamlPath, key: string) => void = (path, key) => this.unknown(path, key, known),
  ): Partial<Record<Key, Found>> {
    const { value, path } = at;
    if (!isMapping(value)) {
      this.say('wrong_type', path, `${nameOf(path)} is no mapping`, 'Write `key: value` lines below it.', 'value');
      return {};
    }
    const found: Partial<Record<Key, Found>> = {};
    for (const [key, own] of Object.entries(value)) {
      const name = known.find((one) => isKey(key, one));
      if (name === undefined || found[name] !== undefined) others([...path, key], key);
      else if (own !== null) found[name] = { value: own, path: [...path, key] };
    }
    return found;
  }

  unknown(path: YamlPath, key: string, known: readonly string[]): void {
    const meant = nearest(key, known);
    this.say(
      'unknown_there',
      path,
      `${this.system} knows no \`${key}\` here`,
      meant === undefined ? 'Look whether something else was meant.' : `Was \`${meant}\` meant?`,
    );
  }

  /** The known keys of a mapping, most of whose keys are about the job: of the others is told where they stand. */
  keysBeside<Key extends string>(at: Found, known: readonly Key[]): Partial<Record<Key, Found>> {
    const others: YamlPath[] = [];
    const found = this.keys(at, known, (path) => others.push(path));
    this.leftOut(others);
    return found;
  }

  leftOut(paths: readonly YamlPath[]): void {
    const [first] = paths;
    if (first === undefined) return;
    const named = paths.map((path) => `\`${path.at(-1)}\` (line ${this.line(path)})`).join(', ');
    this.say('about_the_job', first, `left out: ${named}`, 'It is about the job, and no rule of its log.');
  }

  items(at: Found | undefined): readonly Found[] {
    if (at === undefined) return [];
    if (Array.isArray(at.value)) return at.value.map((value: Json, i) => ({ value, path: [...at.path, i] }));
    this.say('wrong_type', at.path, `${nameOf(at.path)} is no list`, 'Write one entry for each with `- `.', 'value');
    return [];
  }

  text(at: Found | undefined): string | undefined {
    if (at === undefined) return undefined;
    if (typeof at.value === 'string' && at.value !== '') return at.value;
    this.say('wrong_type', at.path, `${nameOf(at.path)} is no text`, 'Write a text in quotes.', 'value');
    return undefined;
  }

  /** A number, or a text that is one: manifests often have quotes around them. */
  number(at: Found | undefined, least = Number.NEGATIVE_INFINITY): number | undefined {
    if (at === undefined) return undefined;
    const value = typeof at.value === 'string' && at.value.trim() !== '' ? Number(at.value) : at.value;
    if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
    const what = Number.isFinite(least) ? `number of ${least} or more` : 'number';
    this.say('wrong_type', at.path, `${nameOf(at.path)} is no ${what}`, `Write a ${what}.`, 'value');
    return undefined;
  }

  whole(at: Found | undefined, least: number): number | undefined {
    const value = this.number(at, least);
    if (at === undefined || value === undefined || Number.isInteger(value)) return value;
    this.say('wrong_type', at.path, `${nameOf(at.path)} is no whole number`, 'Write a whole number.', 'value');
    return undefined;
  }

  flag(at: Found | undefined): boolean | undefined {
    if (at === undefined || typeof at.value === 'boolean') return at?.value as boolean | undefined;
    const word = typeof at.value === 'string' ? at.value.toLowerCase() : '';
    if (Object.hasOwn(FLAGS, word)) return FLAGS[word];
    this.say('wrong_type', at.path, `${nameOf(at.path)} is neither true nor false`, 'Write true or false.', 'value');
    return undefined;
  }
}

export const isMapping = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a key is this one, as it is documented (`logPattern`) or as models in Python take it (`log_pattern`). */
export const isKey = (key: string, known: string): boolean =>
  key === known || key === known.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Manifests are read as YAML 1.1, where these are no texts. */
const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};

const nameOf = (path: YamlPath): string => (path.length === 0 ? 'the file' : `\`${path.at(-1)}\``);
