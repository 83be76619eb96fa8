const isOff = (text: string): boolean => ['', '0', 'false', 'no', 'off'].includes(text.toLowerCase());

/**
 * Why pd may not ask anything, for a sentence: the flag, else PD_NO_INPUT, else CI, which CI systems set. PD_NO_INPUT=0
 * allows questions even there. Undefined where nothing forbids them. Pure.
 */
export function whyNoInput(flag: boolean, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (flag) return '--no-input is given';
  const own = env['PD_NO_INPUT'];
  if (own !== undefined && own !== '') return isOff(own) ? undefined : 'PD_NO_INPUT is set';
  return isOff(env['CI'] ?? '') ? undefined : 'CI is set';
}
