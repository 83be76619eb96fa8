/** Quotes a word for sh, bash and zsh, whatever it contains. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
