/** Why there was no answer, behind the name of who was asked. By its code: messages of libraries may hold what was sent. */
export function whyOf(error: unknown): string {
  const code = codeOf(error) ?? codeOf((error as { readonly cause?: unknown } | undefined)?.cause);
  if (code === 'ECONNREFUSED') return 'refuses connections: nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'has a name that can not be resolved';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'could not be reached in time';
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'EPROTO') return 'speaks no TLS';
  if (code === 'ERR_INVALID_URL' || code === 'UND_ERR_INVALID_ARG') return 'is no address that can be asked';
  if (code !== undefined && /CERT|SELF_SIGNED|TLS|SSL|ALTNAME/.test(code))
    return `has a certificate that is not trusted (${code}): set NODE_EXTRA_CA_CERTS to a file with the one that signed it`;
  return `gave no answer (${code ?? 'unknown error'})`;
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
