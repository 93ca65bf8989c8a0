"""The command line: which command lives where, and what every command's end looks like. Commands are loaded when called."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

import click

from podbuild import __version__
from podbuild.cli import ending

COMMANDS = {
    "init": "init_command",
    "new": "new_command",
    "draft": "draft_command",
    "revise": "revise_command",
    "brief": "brief_command",
    "translate": "translate_command",
    "import": "import_command",
    "build": "build_command",
    "serve": "serve_command",
    "plan": "plan_command",
    "publish": "publish_command",
    "feed": "feed_command",
    "diff": "diff_command",
    "provenance": "provenance_command",
    "listener": "listener_command",
    "package": "package_command",
    "cache": "cache_command",
    "voices": "voices_command",
    "say": "say_command",
    "doctor": "doctor_command",
    "schema": "schema_command",
    "templates": "templates_command",
    "completion": "completion_command",
}
# A thread that has something short to do between two long calls (to ffmpeg, say) would else wait 5 ms for the interpreter's lock
# each time: with the default, the edit of a line of an hour takes a tenth longer.
_SWITCH_SECONDS = 0.0002
# How many objects more there are before the interpreter looks for garbage: it finds none in an edit, and a twentieth of the time.
_OBJECTS = 200_000


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
        if args and not args[0].startswith("-") and args[0] not in COMMANDS and not ctx.resilient_parsing:
            from podbuild.base.diagnostics import did_you_mean

            ctx.fail(f'there is no command "{args[0]}". {did_you_mean(args[0], COMMANDS)}')
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="podbuild %(version)s")
@click.pass_context
def podbuild(context: click.Context) -> None:
    """Compile text in git into podcasts.

    \b
    podbuild init my-show     write a show that builds at once
    podbuild build            compile it: audio, artwork, transcripts, feed and site, in public/
    podbuild serve            see and hear it in the browser while you write
    podbuild new "A title"    add an episode
    podbuild draft "A wish"   have one drafted, from sources
    podbuild publish          bring it to where listeners are

    \b
    Exit status:
      0  done                           5    the network or a remote refused
      1  the show's files are wrong     70   a bug
      2  wrong command line             130  interrupted (finished work is kept)
      3  a check refused                143  told to end (finished work is kept)
      4  a step failed, or the machine refused
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        return
    from podbuild.steps.world import World, keep_libraries_single_threaded

    keep_libraries_single_threaded()
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.set_threshold(_OBJECTS)
    environment = World().environment
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        context.color = False


def main() -> None:
    """Run a command and end with its exit status."""
    ending.open_streams()
    ending.expect_termination()
    try:
        code = _run()
        sys.stdout.flush()
    except KeyboardInterrupt as error:
        ending.of_interruption(error)
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        ending.leave(0)
    except OSError as error:  # of the flush: a full disk behind standard output
        code = ending.of_machine(error) or ending.of_bug(error)
        ending.leave(code)
    sys.exit(code)


def _run() -> int:
    try:
        status = podbuild.main(standalone_mode=False, prog_name="podbuild")
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as end:
        return end.exit_code
    except (KeyboardInterrupt, click.Abort) as error:
        ending.of_interruption(error)
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # click ends so, with status 1
            raise end.__context__ from None
        raise
    except click.ClickException as error:
        return ending.of_wrong_arguments(error)
    except BrokenPipeError:
        raise
    except OSError as error:
        return ending.of_machine(error) or ending.of_bug(error)
    except Exception as error:
        return ending.of_bug(error)
