import { describe, expect, it } from 'vitest';
import { optionalPackage } from './missing-package.js';

const absent = (name: string, code = 'ERR_MODULE_NOT_FOUND') =>
  Object.assign(new Error(`Cannot find package '${name}' imported from sns.js\nRequire stack`), { code });
const load = (error: unknown) => optionalPackage('nodemailer', 'Mail', () => Promise.reject(error));

describe('optionalPackage', () => {
  it('hands on what is there', async () => {
    await expect(optionalPackage('nodemailer', 'Mail', async () => 7)).resolves.toBe(7);
  });

  it.each(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])(
    'says what to install where it is not there (%s)',
    async (code) => {
      await expect(load(absent('nodemailer', code))).rejects.toMatchObject({
        code: 'package_missing',
        package_name: 'nodemailer',
        message:
          'Mail needs the package nodemailer, which is not installed. Run npm install nodemailer beside sigwatch.',
      });
    },
  );

  it('says of one that is there what is wrong with it', async () => {
    await expect(load(absent('iconv'))).rejects.toThrow(
      /nodemailer, which can't be loaded: Cannot find package 'iconv' .*js\. Run/,
    );
    await expect(load(new SyntaxError('no token'))).rejects.toThrow(/can't be loaded: no token\. Run npm install/);
  });
});
