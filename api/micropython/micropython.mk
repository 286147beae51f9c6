# Westwind as a user C module of a MicroPython port built with make: USER_C_MODULES=<here>/.. finds this file.
# Nothing of MicroPython is patched. The make variable MICROPY_PY_BLUETOOTH stays 0 (it would ask for NimBLE or
# BTstack); the C macro of that name is the door. WESTWIND_PORT names the folder below ports/ (default: unix).
# The `/.` keeps the path from beginning like USER_C_MODULES, so objects land below the build folder.
WESTWIND := $(realpath $(USERMOD_DIR)/../..)/.
WESTWIND_PORT ?= unix

# All there is, but for tests and what tests stand on.
westwind_sources = $(sort $(filter-out %_test.cpp,$(wildcard $(1:%=$(WESTWIND)/%/*.cpp))))

SRC_USERMOD_LIB_CXX += $(call westwind_sources,src/base src/crypto src/host src/host/hci src/host/l2cap src/host/smp src/host/att)
SRC_USERMOD_LIB_CXX += $(call westwind_sources,src/host/gatt src/host/gap api/micropython)
# Scanned for names and root pointers, so plain C.
SRC_USERMOD_C += $(WESTWIND)/api/micropython/glue.c $(WESTWIND)/api/micropython/glue_events.c
SRC_USERMOD_C += $(WESTWIND)/api/micropython/glue_pairing.c $(WESTWIND)/api/micropython/glue_l2cap.c
SRC_USERMOD_C += $(WESTWIND)/api/micropython/glue_module.c

# Adds its sources, and sets WESTWIND_LIMITS.
include $(WESTWIND)/ports/$(WESTWIND_PORT)/port.mk

CFLAGS_USERMOD += -I$(WESTWIND) -I$(WESTWIND)/src -I$(WESTWIND)/src/host
CFLAGS_USERMOD += -DMICROPY_PY_BLUETOOTH=1 -DMICROPY_PY_BLUETOOTH_USE_SYNC_EVENTS=1
CFLAGS_USERMOD += -DMICROPY_PY_BLUETOOTH_ENABLE_CENTRAL_MODE=1 -DMICROPY_PY_BLUETOOTH_ENABLE_PAIRING_BONDING=1
CFLAGS_USERMOD += -DMICROPY_PY_BLUETOOTH_ENABLE_L2CAP_CHANNELS=1 -DMICROPY_PY_BLUETOOTH_ENABLE_HCI_CMD=1
# Since 1.28 mp_bluetooth_deinit returns int.
ifneq ($(shell grep -c 'int mp_bluetooth_deinit' $(TOP)/extmod/modbluetooth.h),0)
CFLAGS_USERMOD += -DWESTWIND_DEINIT_RETURNS_INT=1
endif
CXXFLAGS_USERMOD += -std=c++20 -fno-exceptions -fno-rtti -fno-threadsafe-statics
CXXFLAGS_USERMOD += -DWESTWIND_LIMITS=$(WESTWIND_LIMITS)
