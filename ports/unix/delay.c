// MicroPython's time.sleep_ms in a simulated world: one sleep to the end, or to what the scheduler
// has to do, in place of two thousand in a second. The linker leads mp_hal_delay_ms here; outside a
// world it goes on to MicroPython's.
#include <stdbool.h>

#include "py/mphal.h"
#include "py/mpthread.h"
#include "py/runtime.h"

bool westwind_is_in_world(void);
void westwind_doze(long long us);
void __real_mp_hal_delay_ms(mp_uint_t ms);
void __wrap_mp_hal_delay_ms(mp_uint_t ms);

void __wrap_mp_hal_delay_ms(mp_uint_t ms) {
  if (!westwind_is_in_world()) {
    __real_mp_hal_delay_ms(ms);
    return;
  }
  const mp_uint_t start = mp_hal_ticks_us();
  const mp_uint_t span = ms * 1000;
  mp_handle_pending(true);
  for (mp_uint_t passed; (passed = mp_hal_ticks_us() - start) < span;) {
    MP_THREAD_GIL_EXIT();
    westwind_doze((long long)(span - passed));
    MP_THREAD_GIL_ENTER();
    mp_handle_pending(true);
  }
}
