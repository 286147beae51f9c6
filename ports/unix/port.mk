# The unix port's part of api/micropython/micropython.mk.
WESTWIND_LIMITS := desk_limits
SRC_USERMOD_LIB_CXX += $(WESTWIND)/ports/unix/port.cpp $(WESTWIND)/ports/unix/waker.cpp
SRC_USERMOD_LIB_CXX += $(WESTWIND)/ports/unix/world_clock.cpp $(WESTWIND)/ports/unix/system_calls.cpp
SRC_USERMOD_LIB_CXX += $(WESTWIND)/ports/unix/runtime_support.cpp $(WESTWIND)/src/transport/posix_stream.cpp
SRC_USERMOD_LIB_C += $(WESTWIND)/ports/unix/delay.c
LDFLAGS_USERMOD += -pthread
# What MicroPython knows of time and chance goes by ports/unix/system_calls.cpp and delay.c.
westwind_calls := clock_gettime gettimeofday time clock usleep select poll getrandom mp_hal_delay_ms
LDFLAGS_USERMOD += $(westwind_calls:%=-Wl,--wrap=%)
CFLAGS_USERMOD += -DMP_CONFIGFILE='"api/micropython/mpconfig_interrupt.h"'
