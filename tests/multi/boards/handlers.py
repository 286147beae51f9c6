# Handlers that raise, and handlers that call everything. Roles: peripheral, central.
import sys
import time
from board import *

SERVICE = bluetooth.UUID("12345678-0000-4444-8888-1234567890ab")
VALUE = bluetooth.UUID("12345678-0001-4444-8888-1234567890ab")
ROUNDS = 3


def advertise():
    ble.gap_advertise(20000, b"\2\1\6")


def peripheral():
    def react(event, data):
        if event == CENTRAL_DISCONNECT:
            advertise()  # at once, from inside the handler
        elif event == GATTS_WRITE:
            # Answered from inside; and a second event must not come in between.
            depth.append(event)
            same(len(depth), 1, "handlers do not nest")
            ble.gatts_notify(data[0], data[1], b"echo " + ble.gatts_read(data[1]))
            depth.pop()

    depth = []
    ble.active(True)
    ((value,),) = ble.gatts_register_services([(SERVICE, ((VALUE, 0x1E),))])
    events = Events(react)
    advertise()
    ready()
    for _ in range(ROUNDS):
        events.wait(CENTRAL_CONNECT)
        events.wait(GATTS_WRITE)
        events.wait(CENTRAL_DISCONNECT)
    # A handler that raises is removed, and nothing else happens to the connection.
    connection = events.wait(CENTRAL_CONNECT)[0]
    events.wait(GATTS_WRITE)

    def raising(event, data):
        raise KeyError("on purpose")

    ble.irq(raising)
    time.sleep_ms(500)  # the next write comes, and its handler raises
    same(ble.gatts_read(value), b"for the raising one", "written in spite of the handler")
    calls = []
    ble.irq(lambda event, data: calls.append(event))
    time.sleep_ms(500)
    same(calls, [GATTS_WRITE], "a new handler is called")
    same(ble.gap_disconnect(connection), True, "disconnecting")
    done()


def central():
    # The whole way, each step started by the event of the one before.
    state = {}

    def react(event, data):
        if event == PERIPHERAL_CONNECT:
            state["connection"] = data[0]
            ble.gattc_discover_services(data[0], SERVICE)
        elif event == SERVICE_RESULT:
            state["range"] = data[1], data[2]
        elif event == SERVICE_DONE:
            same(data[1], 0, "status")
            ble.gattc_discover_characteristics(data[0], *state["range"])
        elif event == CHARACTERISTIC_RESULT:
            state["value"] = data[2]
        elif event == CHARACTERISTIC_DONE:
            ble.gattc_write(data[0], state["value"], b"hello", 1)
        elif event == NOTIFY:
            state["heard"] = bytes(data[2])
        elif event == WRITE_DONE:
            ble.gap_disconnect(data[0])
        elif event == PERIPHERAL_DISCONNECT and state["left"]:
            state["left"] -= 1
            ble.gap_connect(0, peer)  # at once, from inside the handler

    peer = peer_address()
    ble.active(True)
    events = Events(react)
    state["left"] = ROUNDS - 1
    ble.gap_connect(0, peer)
    for _ in range(ROUNDS):
        connected = events.wait(PERIPHERAL_CONNECT)
        same(connected[1:], (0, peer), "whom we asked for")
        same(events.wait(WRITE_DONE)[2], 0, "status")
        same(events.wait(PERIPHERAL_DISCONNECT), connected, "the same three")
        same(state["heard"], b"echo hello", "the answer")
    events.react = None
    time.sleep_ms(50)
    ble.gap_connect(0, peer)
    connection = events.wait(PERIPHERAL_CONNECT)[0]
    ble.gattc_write(connection, state["value"], b"x", 1)
    events.wait(WRITE_DONE)
    time.sleep_ms(250)
    ble.gattc_write(connection, state["value"], b"for the raising one", 1)
    same(events.wait(WRITE_DONE)[2], 0, "status")
    time.sleep_ms(500)
    ble.gattc_write(connection, state["value"], b"z", 1)
    same(events.wait(WRITE_DONE)[2], 0, "status")
    events.wait(PERIPHERAL_DISCONNECT)
    done()


peripheral() if sys.argv[1] == "peripheral" else central()
