import { Argument } from 'commander';
import type { Command } from 'commander';
import type { MakeAction } from './action.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

export function addCompletion(parent: Command, run: MakeAction): void {
  parent
    .command('completion')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(shells))
    .summary('Print a completion script for a shell')
    .description(
      "Prints a completion script for kubectl-backup. `kubectl backup <TAB>` needs no script of ours: kubectl's own completion asks kubectl_complete-backup if that is on the PATH.",
    )
    .addHelpText(
      'after',
      `
Examples:
  # bash, for this session
  source <(kubectl backup completion bash)

  # fish, for good
  kubectl backup completion fish > ~/.config/fish/completions/kubectl-backup.fish`,
    )
    .action(
      run(async (session, { args }) => {
        const { completionScript } = await import('../complete/scripts.ts');
        await session.print(completionScript(args[0] as (typeof shells)[number]));
      }),
    );
}
