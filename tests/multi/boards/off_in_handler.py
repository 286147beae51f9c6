# Switching off, and on again, from inside handlers. Roles: peripheral (which does it), central.
import sys
import time
from board import *

UUID = bluetooth.UUID(0x2A6E)
# The event in whose handler the peripheral switches off, one after another. The first on connection,
# the last in the middle of a read, with the server's own frames below.
TRIGGERS = (CENTRAL_CONNECT, GATTS_WRITE, GATTS_READ_REQUEST, MTU_EXCHANGED, INDICATE_DONE)


def peripheral():
    def start():
        nonlocal value
        ble.active(True)
        ((value,),) = ble.gatts_register_services([(bluetooth.UUID(0x181A), ((UUID, 0x2A),))])
        ble.gatts_write(value, b"value")
        ble.gap_advertise(20000, b"\2\1\6")

    def switch_off(again):
        began = time.ticks_ms()
        ble.active(False)
        check(time.ticks_diff(time.ticks_ms(), began) < 600, "off in half a second")
        same(ble.active(), False, "off")
        same(ble.gatts_read(value), b"", "no value any more")
        if again:
            start()
            same(ble.active(), True, "on again")

    def react(event, data):
        if event == trigger:
            state.append(event)
            switch_off(again)
        elif event == GATTS_WRITE and trigger == INDICATE_DONE:
            ble.gatts_indicate(data[0], data[1], b"indicated")

    value = 0
    first = True
    for again in (False, True):
        for trigger in TRIGGERS:
            state = []
            events = Events(react)
            if not ble.active():
                start()
            if first:
                ready()
                first = False
            while not state:
                time.sleep_ms(1)
            same(ble.active(), again, "active")
            if not again:
                seen = len(events.seen)
                time.sleep_ms(50)
                same(len(events.seen), seen, "no event after switching off")
    ble.active(False)
    done()


def central():
    peer = peer_address()
    ble.active(True)
    events = Events()
    for trigger in TRIGGERS * 2:
        events.seen.clear()
        ble.gap_connect(0, peer, 10000)
        connection = events.wait(PERIPHERAL_CONNECT, 10000)[0]
        if trigger == CENTRAL_CONNECT:
            pass
        elif trigger == MTU_EXCHANGED:
            ble.gattc_exchange_mtu(connection)
        else:
            ble.gattc_discover_characteristics(connection, 1, 0xFFFF, UUID)
            value = events.wait(CHARACTERISTIC_RESULT)[2]
            events.wait(CHARACTERISTIC_DONE)
            if trigger == GATTS_READ_REQUEST:
                ble.gattc_read(connection, value)
                # Either no answer, or none that counts: the link goes down.
                same(events.wait(READ_DONE)[1], value, "handle")
            else:
                ble.gattc_write(connection, value, b"x", 1)
        same(events.wait(PERIPHERAL_DISCONNECT, 1500)[0], connection, "the link ended")
    done()


peripheral() if sys.argv[1] == "peripheral" else central()
