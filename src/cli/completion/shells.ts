import type {CompletionTable} from './table.ts';

interface ShellScript {
  /** `program`: the command that the script runs; if it is not given, the one that is being typed. */
  script: (table: CompletionTable, program?: string) => string;
}

export const shells = {
  bash: (): Promise<ShellScript> => import('./bash.ts'),
  zsh: (): Promise<ShellScript> => import('./zsh.ts'),
  fish: (): Promise<ShellScript> => import('./fish.ts'),
  powershell: (): Promise<ShellScript> => import('./powershell.ts'),
};

export type Shell = keyof typeof shells;
