"""The command line: which command lives where, and what every command's end looks like. Commands are loaded when called."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module

import click

from podbuild import __version__

COMMANDS = {
    "init": "init_command",
    "new": "new_command",
    "build": "build_command",
    "voices": "voices_command",
    "say": "say_command",
    "doctor": "doctor_command",
    "schema": "schema_command",
    "completion": "completion_command",
}
BUG, INTERRUPTED = 70, 130


class Commands(click.Group):
    """A group that imports a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"podbuild.cli.{COMMANDS[cmd_name]}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from podbuild.base.diagnostics import did_you_mean

            ctx.fail(f'there is no command "{args[0]}". {did_you_mean(args[0], COMMANDS)}')
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="podbuild %(version)s")
def podbuild() -> None:
    """Compile text in git into podcasts.

    \b
    podbuild init my-show     write a show that builds at once
    podbuild build            compile it: audio, artwork, transcripts, feed and site, in public/
    podbuild new "A title"    add an episode

    Exit status: 0 done, 1 the show's files are wrong, 2 wrong command line, 3 a check refused, 4 a step failed,
    70 a bug, 130 interrupted (finished work is kept).
    """


def main() -> None:
    """Run a command. An author never meets a traceback: a bug says that it is one, and where its details are."""
    try:
        status = podbuild.main(standalone_mode=False, prog_name="podbuild")
        code = status if isinstance(status, int) else 0
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        code = end.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("\ninterrupted: what is finished is kept, and the next build goes on from there", err=True)
        _leave(INTERRUPTED)
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        _leave(0)
    except Exception as error:
        code = _tell_bug(error)
    sys.exit(code)


def _leave(code: int) -> None:
    """End at once, without waiting for threads: a step that is half done is thrown away anyhow."""
    with suppress(OSError):
        sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _tell_bug(error: Exception) -> int:
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="podbuild-bug-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(f"podbuild {__version__}, Python {sys.version}\n{' '.join(sys.argv)}\n\n")
        traceback.print_exception(error, file=file)
    click.echo(f"podbuild met a bug of its own: {type(error).__name__}: {error}", err=True)
    click.echo(f"  Your files are as they were. Please report it with what stands in {file.name}", err=True)
    return BUG
