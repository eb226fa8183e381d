import { describe, expect, it } from 'vitest';
import { secretsIn } from './secrets.js';

const said = (...paths: readonly string[]) =>
  secretsIn(
    '/code',
    paths.map((path) => ({ path, file: `/code/${path}`, size: 1, executable: false })),
  );

describe('a warning of secrets', () => {
  it.each(['.env', 'conf/.env.prod', 'tls/server.pem', '.ssh/id_ed25519', 'id_rsa', '.aws/config', '.netrc'])(
    'is of %s',
    (path) => {
      expect(said('train.py', path)).toMatch(/holds what look like secrets.*\.rayignore/);
      expect(said('train.py', path)).toContain(path);
    },
  );

  it.each(['train.py', '.env.example', 'id_map.py', 'env', 'environment.yml', 'id_rsa.pub', '.envs/x'])(
    'is not of %s',
    (path) => {
      expect(said(path)).toBeUndefined();
    },
  );

  it('names three, and counts the others', () => {
    expect(said('.env', 'a.pem', 'b.pem', 'c.pem', 'd.pem')).toMatch(/: \.env, a\.pem, b\.pem and 2 more\./);
  });
});
