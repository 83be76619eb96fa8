const names = /(?:password|passwd|token|secret|api[-_]?key)$/i;

/**
 * The words of a command line, with `…` in place of the values of --password, --token, --secret, --api-key and flags
 * with the same endings, whether given as the next word or after `=`. NAME=value, as for `env`, is treated the same.
 */
export function hideSecretWords(words: readonly string[]): string[] {
  return words.map((word, index) => {
    if (isSecretFlag(words[index - 1] ?? '') && !word.startsWith('--')) return '…';
    const [, start = '', name = ''] = /^(-{0,2}([\w-]+)=)./s.exec(word) ?? [];
    return names.test(name) ? `${start}…` : word;
  });
}

const isSecretFlag = (word: string): boolean => /^--?[\w-]+$/.test(word) && names.test(word);
