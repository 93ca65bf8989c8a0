"""`podbuild completion`."""

from __future__ import annotations

import click


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print what makes a shell complete podbuild's commands and options.

    \b
    bash:  podbuild completion bash >> ~/.bashrc
    zsh:   podbuild completion zsh >> ~/.zshrc
    fish:  podbuild completion fish > ~/.config/fish/completions/podbuild.fish
    """
    from click.shell_completion import get_completion_class

    from podbuild.cli.main import podbuild

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(podbuild, {}, "podbuild", "_PODBUILD_COMPLETE").source())
