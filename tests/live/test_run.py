"""`run` as a person has it: real terminals, real signals, real deaths."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Callable, Iterator, List

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals", allow_module_level=True)

from tests.live.sessions import DOCTOR, PATIENCE, Session, environment

TRAINER = Path(__file__).parent / "programs/GPT_SoVITS/s2_train.py"
Start = Callable[..., Session]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder of logs."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def logs(home: Path) -> List[Path]:
    found = sorted(home.glob("**/logs/*.log"))
    return [path for path in found if "/sovits-doctor/" in path.as_posix() or sys.platform == "darwin"]


@pytest.fixture
def terminal(home: Path) -> Iterator[Start]:
    """Starts `run` with a Python program on a terminal."""
    opened: List[Session] = []

    def start(program: str, *options: str, **more: str) -> Session:
        path = home / "program.py"
        path.write_text(textwrap.dedent(program), "utf-8")
        session = Session([*DOCTOR, "run", *options, "--", sys.executable, str(path)], **more)
        opened.append(session)
        return session

    yield start
    for session in opened:
        session.close()


def run(*command: str, **more: object) -> subprocess.CompletedProcess[bytes]:
    """`run` without any terminal."""
    return subprocess.run(
        [*DOCTOR, "run", *command], capture_output=True, timeout=PATIENCE, check=False, env=environment(), start_new_session=True, **{"stdin": subprocess.DEVNULL, **more}
    )  # type: ignore[call-overload,no-any-return]


def test_the_exit_code_is_the_commands_own(home: Path) -> None:
    assert run("--", "sh", "-c", "exit 7").returncode == 7
    assert Session([*DOCTOR, "run", "--", "sh", "-c", "kill -9 $$"]).wait() == 137


def test_a_command_that_cannot_be_run_is_one_sentence(home: Path) -> None:
    done = run("--", "no-such-program", "x")
    assert (done.returncode, done.stdout) == (127, b"")
    assert done.stderr.count(b"\n") == 1
    assert b"no-such-program" in done.stderr
    (home / "notes.txt").write_text("x")
    assert run("--", str(home / "notes.txt")).returncode == 126
    assert logs(home) == []


def test_colours_bars_keys_and_sizes_pass_untouched(terminal: Start, home: Path) -> None:
    session = terminal("""
        import os, signal, sys, time
        signal.signal(signal.SIGWINCH, lambda *_: print("size", os.get_terminal_size().columns, flush=True))
        assert all(map(os.isatty, (0, 1, 2)))
        print("columns", os.get_terminal_size().columns)
        for step in range(3):
            sys.stderr.write(f"\\r\\x1b[1;32m{step}%|#\\x1b[0m \\x1b[?25l\\U0001f600")
            sys.stderr.flush()
        name = input("name? ")
        print("hello", name, flush=True)
        while True:
            time.sleep(0.05)
            if input() == "quit":
                sys.exit(3)
    """)
    session.until("name? ")
    session.send("小明\r")
    session.until("hello 小明")
    session.resize(30, 77)
    session.until("size 77")
    session.send("quit\r")
    assert session.wait() == 3
    assert session.text.startswith("columns 120\r\n\r\x1b[1;32m0%|#\x1b[0m \x1b[?25l\U0001f600\r\x1b[1;32m1%|#\x1b[0m \x1b[?25l\U0001f600\r")
    kept = logs(home)[0].read_bytes()
    assert kept.split(b"\n", 1)[1].startswith(session.output[:60])


def test_ctrl_c_reaches_the_program_once(terminal: Start) -> None:
    session = terminal("""
        import signal, sys, time
        count = [0]
        def interrupted(*_):
            count[0] += 1
            print("interrupt", count[0], flush=True)
        signal.signal(signal.SIGINT, interrupted)
        print("ready", flush=True)
        end = time.time() + 30
        while count[0] < 2 and time.time() < end:
            time.sleep(0.02)
        sys.exit(count[0])
    """)
    session.until("ready")
    session.send("\x03")
    session.until("interrupt 1")
    time.sleep(0.3)
    assert "interrupt 2" not in session.text
    session.send("\x03")
    assert session.wait() == 2


def test_an_interruption_is_no_failure_to_be_explained(terminal: Start) -> None:
    session = terminal("import time; print('ready', flush=True); time.sleep(60)")
    session.until("ready")
    session.send("\x03")
    assert session.wait() == 130
    assert "Ended at your request" in session.text
    assert "Cause" not in session.text


@pytest.mark.parametrize("number", [signal.SIGINT])
def test_signals_that_are_sent_to_us_are_for_the_program(terminal: Start, number: signal.Signals) -> None:
    session = terminal("import time; print('ready', flush=True); time.sleep(60)")
    session.until("ready")
    os.kill(session.pid, number)
    assert session.wait() == 128 + number


def test_without_a_terminal_signals_pass_as_well(home: Path) -> None:
    program = "import time; print('ready', flush=True); time.sleep(60)"
    process = subprocess.Popen([*DOCTOR, "run", "--", sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), start_new_session=True)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + signal.SIGTERM


SHELL = "echo before=$(stty -g); {command}; echo code=$?; echo after=$(stty -g)"


@pytest.mark.parametrize("end", ["import os; os.kill(os.getpid(), 9)", "import os; os.kill(os.getppid(), 15); import time; time.sleep(60)"])
def test_the_terminal_is_as_it_was(home: Path, end: str) -> None:
    command = " ".join([*DOCTOR, "run", "--", sys.executable, "-c", f"'{end}'"])
    session = Session(["sh", "-c", SHELL.format(command=command)])
    session.wait()
    before, after = re.findall(r"(?:before|after)=(\S+)", session.text)
    assert before == after
    assert re.search(r"code=\d+\r\n", session.text)


def test_stop_background_and_continue_from_a_shell(home: Path) -> None:
    (home / "ticks.py").write_text("import os, time\nprint('pid', os.getpid(), flush=True)\nfor i in range(300):\n    print(f'tick {i}.', flush=True)\n    time.sleep(0.1)\n")
    shell = Session(["bash", "--norc", "-i"], INPUTRC="/dev/null")
    try:
        shell.until("ready> ")
        shell.send(" ".join([*DOCTOR, "run", "--", sys.executable, str(home / "ticks.py")]) + "\r")
        shell.until("tick 2.")
        shell.send("\x1a")
        shell.until("Stopped")
        time.sleep(0.3)
        seen = shell.text.count("tick ")
        shell.send("echo still-$((40+2))\r")
        shell.until("still-42")
        time.sleep(0.5)
        assert shell.text.count("tick ") == seen
        shell.send("bg\r")
        shell.until("tick ", seen + 3)
        shell.send("echo typed-$((40+3))\r")
        shell.until("typed-43")
        shell.send("fg\r")
        shell.until("tick ", shell.text.count("tick ") + 12)
        shell.send("\x03")
        shell.until("Ended at your request")
        shell.send("echo code=$?\r")
        shell.until("code=130")
    finally:
        shell.close()


def test_the_founding_failure_is_diagnosed(home: Path) -> None:
    session = Session([*DOCTOR, "run", "--", sys.executable, str(TRAINER)])
    assert session.wait() == 1
    screen = "\n".join(session.screen())
    assert screen.index("can't multiply sequence") < screen.index("Cause found") < screen.index("What to do")
    assert "'batch_size': 7.0   ← config.train.batch_size" in screen
    assert str(logs(home)[0]) in session.text.replace("\r\n", "")


def test_a_failure_inside_of_a_program_that_lives_on_is_told_while_it_lives(terminal: Start) -> None:
    """The web UI stays, and ends with 0: its step has failed all the same."""
    session = terminal(f"""
        import subprocess, sys
        print("web UI", flush=True)
        subprocess.run([sys.executable, {str(TRAINER)!r}])
        print("finished", flush=True)
        input()
        print("bye")
    """)
    session.until("Cause found")
    session.until("Solution A")
    assert "bye" not in session.text
    assert "may be revised" in session.text
    session.send("\r")
    assert session.wait() == 0
    assert session.text.count("Cause found") == 1
    assert "It is the cause told above: batch_size is not a whole number" in session.text


def test_a_training_that_starts_from_nothing_is_warned_of(home: Path) -> None:
    session = Session([*DOCTOR, "run", "--", sys.executable, str(TRAINER), "--no-pretrained"])
    session.wait()
    assert "without its pretrained weights" in session.text.replace("\r\n", " ")


def test_our_words_do_not_inherit_a_programs_colours_or_line(terminal: Start) -> None:
    session = terminal("""
        import sys, time
        sys.stdout.write("start training from epoch 1\\n 12%|#   | 3/25 \\x1b[7;31mhalf a bar")
        sys.stdout.flush()
        sys.stdin.readline()
        sys.stdout.write("\\x1b[0m\\r 16%|#   | 4/25\\n")
    """)
    session.until("useless.")
    session.send("\r")
    session.wait()
    screen = session.screen()
    warned = next(number for number, line in enumerate(screen) if line.startswith("sovits-doctor: Warning"))
    assert screen[warned - 1] == " 12%|#   | 3/25 half a bar"
    assert any(line == " 16%|#   | 4/25" for line in screen[warned + 1 :])


PROGRAM = "import os, sys; block = b'x' + os.urandom((1 << 16) - 1)\nfor i in range(320): os.write(1, block)\nos.write(2, b'done')"


def test_no_byte_is_lost_in_a_pipe(home: Path) -> None:
    done = run("--log", str(home / "big.log"), "--", sys.executable, "-c", PROGRAM)
    assert done.returncode == 0
    assert len(done.stdout) == 320 << 16
    kept = (home / "big.log").read_bytes().split(b"\n", 1)[1]
    assert len(kept) == len(done.stdout) + 4
    assert hashlib.sha256(kept.replace(b"done", b"")).digest() == hashlib.sha256(done.stdout.replace(b"done", b"")).digest()
    assert done.stderr.startswith(b"done\nsovits-doctor: ")


def test_no_byte_is_lost_on_a_terminal(terminal: Start, home: Path) -> None:
    session = terminal("import os\nfor i in range(3000): os.write(1, b'%06d ' % i + b'x' * 500 + b'\\n')")
    assert session.wait() == 0
    expected = b"".join(b"%06d " % i + b"x" * 500 + b"\r\n" for i in range(3000))
    assert session.output.startswith(expected)
    assert logs(home)[0].read_bytes().split(b"\n", 1)[1] == expected


def test_output_and_errors_keep_apart_and_standard_input_arrives(home: Path) -> None:
    program = "import os, sys; print(sys.stdin.read().upper(), os.isatty(1)); print('oops', file=sys.stderr)"
    done = run("--", sys.executable, "-c", program, input=b"typed", stdin=None)
    assert done.stdout == b"TYPED False\n"
    assert done.stderr.startswith(b"oops\n")


def test_a_reader_that_goes_away_ends_the_program(home: Path) -> None:
    command = " ".join(DOCTOR)
    done = subprocess.run(
        f"{command} run -- yes | head -n 2; echo ${{PIPESTATUS[0]}}", shell=True, executable="bash", capture_output=True, env=environment(), timeout=PATIENCE, check=False
    )
    assert done.stdout == b"y\ny\n141\n"


def test_typing_into_a_pipeline_is_left_to_its_other_programs(home: Path) -> None:
    """`run … | less`: the keyboard is not ours when our output is no terminal."""
    command = " ".join([*DOCTOR, "run", "--", sys.executable, "-c", "'import time; time.sleep(1.5)'"])
    session = Session(["bash", "-c", f'{command} 2>/dev/null | (read -r line < /dev/tty; echo "got $line")'])
    time.sleep(1.0)
    session.send("hello\r")
    session.until("got hello")
    assert session.wait() == 0


def test_ctrl_c_ends_a_pipeline(home: Path) -> None:
    command = " ".join([*DOCTOR, "run", "--", sys.executable, "-uc", "'import time; print(1); time.sleep(60)'"])
    session = Session(["bash", "-c", f"{command} | cat; echo code=${{PIPESTATUS[0]}}"])
    session.until("1\r\n")
    session.send("\x03")
    session.wait()
    assert "sleep(60)" in session.text or "KeyboardInterrupt" in session.text


def test_the_log_goes_where_it_is_wanted_and_never_over_another(home: Path) -> None:
    wanted = home / "train.log"
    wanted.write_text("mine")
    run("--log", str(wanted), "--", "echo", "hello world")
    assert wanted.read_text() == "mine"
    assert (home / "train-2.log").read_text() == "$ echo 'hello world'\nhello world\n"
    assert logs(home) == []


def test_a_log_that_cannot_be_kept_does_not_stop_anything(home: Path) -> None:
    done = run("--log", str(home / "no/such/folder/x.log"), "--", sys.executable, str(TRAINER))
    assert done.returncode == 1
    assert b"cannot be written" in done.stderr
    assert b"Cause found" in done.stderr


def test_what_the_program_leaves_behind_does_not_hold_us(home: Path) -> None:
    assert Session([*DOCTOR, "run", "--", "sh", "-c", "sleep 30 & echo started"]).wait() == 0


def children(pid: int) -> List[int]:
    return [int(one) for one in subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False).stdout.split()]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks ps in Linux's way")
def test_the_diagnosing_half_may_die(terminal: Start) -> None:
    session = terminal("import time; print('ready', flush=True); time.sleep(2); print('still here')")
    session.until("ready")
    other = [pid for pid in children(session.pid) if b"companion" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(other[0], signal.SIGKILL)
    assert session.wait() == 0
    assert "still here" in session.text
    assert "ended unexpectedly" in session.text


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks ps in Linux's way")
def test_nothing_is_left_when_we_are_killed(terminal: Start) -> None:
    session = terminal("import time; print('ready', flush=True); time.sleep(60)")
    session.until("ready")
    left = children(session.pid)
    assert len(left) == 2
    os.kill(session.pid, signal.SIGKILL)
    session.wait()
    end = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{pid}").exists() and " Z " not in Path(f"/proc/{pid}/stat").read_text() for pid in left):
        assert time.monotonic() < end
        time.sleep(0.1)
