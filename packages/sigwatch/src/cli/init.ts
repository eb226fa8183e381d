export async function verb(): Promise<number> {
  return 0;
}
