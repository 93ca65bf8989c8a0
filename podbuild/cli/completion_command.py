"""`podbuild completion`."""

from __future__ import annotations

import click


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print what makes a shell complete commands, options and slugs.

    \b
    bash:  podbuild completion bash >> ~/.bashrc
    zsh:   podbuild completion zsh >> ~/.zshrc
    fish:  podbuild completion fish > ~/.config/fish/completions/podbuild.fish
    """
    from click.shell_completion import get_completion_class

    from podbuild.cli.main import podbuild
    from podbuild.terminal import say

    kind = get_completion_class(shell)
    assert kind is not None
    made = kind(podbuild, {}, "podbuild", "_PODBUILD_COMPLETE")
    # Not `made.source()`: that first runs the shell to learn its age, and this may be another machine.
    say(made.source_template % made.source_vars())
