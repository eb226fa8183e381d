export const undocumented = () => [];
