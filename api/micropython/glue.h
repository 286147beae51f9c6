// What the two C files of the glue share.
#ifndef WESTWIND_MICROPYTHON_GLUE_H
#define WESTWIND_MICROPYTHON_GLUE_H

#include "api/micropython/backend.h"

/// MicroPython's errno of an error; 0 for WESTWIND_OK.
int westwind_errno_of(westwind_error_t error);

#endif
