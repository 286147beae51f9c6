# The unix port's part of api/micropython/micropython.mk.
WESTWIND_LIMITS := desk_limits
SRC_USERMOD_LIB_CXX += $(WESTWIND)/ports/unix/port.cpp $(WESTWIND)/ports/unix/waker.cpp
SRC_USERMOD_LIB_CXX += $(WESTWIND)/ports/unix/runtime_support.cpp $(WESTWIND)/src/transport/posix_stream.cpp
LDFLAGS_USERMOD += -pthread
CFLAGS_USERMOD += -DMP_CONFIGFILE='"api/micropython/mpconfig_interrupt.h"'
