#!/bin/sh
# A board for MicroPython's test runner: WESTWIND_INTERPRETER with the runner's arguments, and a moment more. The runner
# asks first whether there is output and then whether the process has ended: what is printed between the two is lost,
# and on a busy machine that is the last line of a test now and then.
exec 3<&0  # a shell gives what runs beside it no input of its own
"$WESTWIND_INTERPRETER" "$@" <&3 3<&- &
board=$!
trap 'kill "$board" 2>/dev/null' TERM INT
wait "$board"
status=$?
sleep 0.1
exit "$status"
