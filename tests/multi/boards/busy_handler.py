# Reads from inside the connect handler, and stays in the handler for a while afterwards.
import time
from board import *

handled = False


def react(event, data):
    global handled
    if event == CENTRAL_CONNECT:
        print("CALLING")
        ble.gattc_read(data[0], 3)
        print("CALLED")
        time.sleep_ms(500)
        handled = True


ble.active(True)
events = Events(react)
ready()
events.wait(CENTRAL_CONNECT)
while not handled:
    pass
done()
