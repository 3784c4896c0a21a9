import { Argument, Command } from 'commander'
import { offersOf } from '../completion/offers.ts'
import { completionScript, SHELLS } from '../completion/scripts.ts'

/** `lifespan completion`: a script that lets a shell complete commands, options and the values that are known. */
export function completionCommand(): Command {
  return new Command('completion')
    .description('print a script that lets a shell complete commands, options, rules, questions and their values')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
It goes by what the program declares: print it again after an update, or source it in each new shell.

Examples:
  source <(npx lifespan completion bash)        in ~/.bashrc
  source <(npx lifespan completion zsh)         in ~/.zshrc, behind compinit
  npx lifespan completion fish | source         in ~/.config/fish/config.fish
`,
    )
    .action((shell: string, _options: unknown, command: Command) => {
      process.stdout.write(completionScript(shell, offersOf(command.parent!)))
    })
}
