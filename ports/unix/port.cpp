// The unix port: an H4 stream named by the environment variable WESTWIND_HCI, the system's
// monotonic clock, and a thread that wakes MicroPython. Implements api/port.h.
#include "api/port.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <new>

#include "ports/unix/waker.hpp"
#include "ports/unix/world_clock.hpp"
#include "transport/h4.hpp"
#include "transport/posix_stream.hpp"

using namespace westwind;

namespace {

/// What lives as long as the program; nothing of it needs an end beyond westwind_port_close.
struct Port {
  transport::PosixStream stream;
  unix_port::Waker waker;
  Octets<2048> chunk;
  Bytes unread;  // of chunk
  Octets<transport::h4_space(1021)> space;
  transport::H4Framer framer{space, transport::H4Sender::controller};
  bool gone = false;  // the other end, or its senses; nothing more to wait for
};

/// Made at first use, so that no code runs before main, and never destroyed.
Port& port() {
  alignas(Port) static unsigned char space[sizeof(Port)];
  static Port* made = nullptr;
  if (made == nullptr) made = ::new (space) Port;
  return *made;
}

const char* url() {
  const char* text = getenv("WESTWIND_HCI");
  return text != nullptr ? text : "";
}

/// One line on stderr. MicroPython brings its own printf, so the parts are written as they are.
void complain(const char* problem, int error_number) {
  const bool set = *url() != '\0';
  const bool known = error_number != 0;
  const char* parts[] = {"westwind: WESTWIND_HCI",
                         set ? "=" : "",
                         url(),
                         set ? ": " : " ",
                         problem,
                         known ? ": " : "",
                         known ? strerror(error_number) : "",
                         "\n"};
  iovec pieces[8];
  for (int i = 0; i < 8; ++i)
    pieces[i] = {const_cast<char*>(parts[i]), strlen(parts[i])};
  (void)!writev(STDERR_FILENO, pieces, 8);
}

int errno_of(Error error, int error_number) {
  if (error_number != 0) return error_number;
  switch (error) {
  case Error::invalid_argument: return EINVAL;
  case Error::timed_out: return ETIMEDOUT;
  default: return EIO;
  }
}

/// In a world, nothing happens while MicroPython runs: no thread has to wait.
int start_waiting() {
  if (!unix_port::world_clock().is_on()) return port().waker.start(&westwind_request_poll);
  unix_port::world_clock().start(&westwind_request_poll);
  return 0;
}

void lost(const char* problem, int error_number) {
  if (!port().gone) complain(problem, error_number);
  port().gone = true;
}

}  // namespace

int64_t westwind_port_now_us(void) {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1000000 + now.tv_nsec / 1000;
}

void westwind_port_share(void) { unix_port::world_clock().share(); }

int westwind_port_open(void) {
  Port& self = port();
  if (*url() == '\0') {
    complain("is not set; it names the controller, as in unix:/tmp/westwind-air", 0);
    return ENODEV;
  }
  if (const Status opened = self.stream.open(url()); !opened) {
    complain(self.stream.problem(), self.stream.error_number());
    return errno_of(opened.error(), self.stream.error_number());
  }
  self.gone = false;
  self.unread = {};
  self.framer.reset();
  const int error = start_waiting();
  if (error != 0) {
    complain("no thread to wait with", error);
    self.stream.close();
  }
  return error;
}

void westwind_port_close(void) {
  port().waker.stop();
  unix_port::world_clock().stop();
  port().stream.close();
}

int westwind_port_send(const uint8_t* packet, size_t size) {
  Port& self = port();
  const Status written = self.stream.write({packet, size});
  if (!written) lost(self.stream.problem(), self.stream.error_number());
  return written ? 0 : 1;
}

int westwind_port_receive(uint8_t* packet, size_t space) {
  Port& self = port();
  if (self.stream.wants_write()) (void)self.stream.flush();
  while (!self.gone) {
    if (const auto whole = self.framer.next(self.unread)) {
      if (whole->size() > space) {
        lost("packet longer than the host takes", 0);
        break;
      }
      return static_cast<int>(copy_bytes({packet, space}, *whole));
    }
    if (self.framer.problem() != transport::H4Problem::none) {
      lost(transport::describe(self.framer.problem()), 0);
      break;
    }
    const auto count = self.stream.read(self.chunk);
    if (!count && count.error() == Error::would_block) return 0;
    if (!count) {
      lost(self.stream.problem(), self.stream.error_number());
      break;
    }
    self.unread = Bytes(self.chunk).first(*count);
  }
  return -1;
}

void westwind_port_schedule(int64_t at_us) {
  Port& self = port();
  const int fd = self.gone ? -1 : self.stream.fd();
  if (unix_port::world_clock().is_on())
    unix_port::world_clock().watch(fd, at_us);
  else
    self.waker.watch(fd, self.stream.wants_write(), at_us);
}

void westwind_port_wait(int64_t until_us) {
  Port& self = port();
  if (!self.unread.empty()) return;
  const int fd = self.gone ? -1 : self.stream.fd();
  if (unix_port::world_clock().is_on()) return unix_port::world_clock().wait_for(fd, until_us);
  const int64_t left = until_us == WESTWIND_NEVER ? 0 : until_us - westwind_port_now_us();
  if (left < 0) return;
  timespec timeout;
  timeout.tv_sec = left / 1000000;
  timeout.tv_nsec = left % 1000000 * 1000;
  pollfd carrier{fd, POLLIN, 0};
  if (self.stream.wants_write()) carrier.events |= POLLOUT;
  ppoll(&carrier, 1, until_us == WESTWIND_NEVER ? nullptr : &timeout, nullptr);
}
