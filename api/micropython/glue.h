// What the C files of the glue share.
#ifndef WESTWIND_MICROPYTHON_GLUE_H
#define WESTWIND_MICROPYTHON_GLUE_H

#include "api/micropython/backend.h"

/// MicroPython's errno of an error; 0 for WESTWIND_OK.
int westwind_errno_of(westwind_error_t error);

/// Runs a callback that may call the script's handler. What it raises is raised later, by whatever
/// runs next: it must not jump over the C++ frames below.
#define DELIVER(callback)                                                                          \
  nlr_buf_t nlr;                                                                                   \
  if (nlr_push(&nlr) == 0) {                                                                       \
    callback;                                                                                      \
    nlr_pop();                                                                                     \
  } else {                                                                                         \
    mp_sched_exception(MP_OBJ_FROM_PTR(nlr.ret_val));                                              \
  }

#endif
