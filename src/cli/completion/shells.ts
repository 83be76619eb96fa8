import type {CompletionTable} from './table.ts';

interface ShellScript {
  script: (table: CompletionTable) => string;
}

export const shells = {
  bash: (): Promise<ShellScript> => import('./bash.ts'),
  zsh: (): Promise<ShellScript> => import('./zsh.ts'),
  fish: (): Promise<ShellScript> => import('./fish.ts'),
  powershell: (): Promise<ShellScript> => import('./powershell.ts'),
};

export type Shell = keyof typeof shells;
