import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node.js';

const manifest = createRequire(import.meta.url).resolve('yaml-language-server/package.json');

export interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

/** yaml-language-server as an editor talks with it, for one folder. */
export class LanguageServer implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #link: MessageConnection;
  readonly #told = new Map<string, (found: readonly Diagnostic[]) => void>();
  #documents = 0;

  private constructor(
    readonly folder: string,
    settings: object,
  ) {
    const server = join(dirname(manifest), 'bin', 'yaml-language-server');
    this.#child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'], cwd: folder });
    this.#link = createMessageConnection(
      new StreamMessageReader(this.#child.stdout as NonNullable<ChildProcess['stdout']>),
      new StreamMessageWriter(this.#child.stdin as NonNullable<ChildProcess['stdin']>),
    );
    this.#link.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) =>
      this.#told.get(uri)?.(diagnostics),
    );
    this.#link.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
      items.map(({ section }) => (section === 'yaml' ? settings : {})),
    );
    this.#link.onRequest('client/registerCapability', () => null);
    this.#link.listen();
  }

  /** `schemas`: as the workspace's `yaml.schemas` has them. */
  static async start(folder: string, schemas: object = {}): Promise<LanguageServer> {
    // Nothing is asked of the network.
    const settings = { validate: true, hover: true, completion: true, schemaStore: { enable: false }, schemas };
    const server = new LanguageServer(folder, settings);
    const uri = pathToFileURL(folder).href;
    await server.#link.sendRequest('initialize', {
      ...{ processId: process.pid, rootUri: uri, workspaceFolders: [{ uri, name: 'project' }] },
      capabilities: {
        workspace: {
          configuration: true,
          workspaceFolders: true,
          didChangeConfiguration: { dynamicRegistration: true },
        },
        textDocument: { completion: { completionItem: { snippetSupport: false } }, publishDiagnostics: {}, hover: {} },
      },
    });
    await server.#link.sendNotification('initialized', {});
    await server.#link.sendNotification('workspace/didChangeConfiguration', { settings: { yaml: settings } });
    return server;
  }

  /** Opens a document that is not on the disk, and gives what is wrong in it. */
  async open(name: string, text: string): Promise<{ readonly uri: string; readonly wrong: readonly Diagnostic[] }> {
    this.#documents += 1;
    const uri = pathToFileURL(join(this.folder, name)).href;
    const wrong = new Promise<readonly Diagnostic[]>((resolve) => this.#told.set(uri, resolve));
    const textDocument = { uri, languageId: 'yaml', version: this.#documents, text };
    await this.#link.sendNotification('textDocument/didOpen', { textDocument });
    return { uri, wrong: await wrong };
  }

  /** What may stand at a place. */
  async completions(uri: string, line: number, character: number): Promise<readonly string[]> {
    const asked = { textDocument: { uri }, position: { line, character } };
    const { items } = (await this.#link.sendRequest('textDocument/completion', asked)) as {
      items: { label: string }[];
    };
    return items.map(({ label }) => label);
  }

  /** What is said of what stands at a place. */
  async hover(uri: string, line: number, character: number): Promise<string> {
    const asked = { textDocument: { uri }, position: { line, character } };
    const told = (await this.#link.sendRequest('textDocument/hover', asked)) as { contents?: { value: string } } | null;
    return told?.contents?.value ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    this.#link.dispose();
    this.#child.kill('SIGKILL');
    await closed;
  }
}
