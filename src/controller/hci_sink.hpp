// Where a controller's packets to its host go. The controller owns this interface; carriers and
// simulations implement it.
#pragma once

#include "base/bytes.hpp"

namespace westwind::controller {

class HciSink {
 public:
  /// One whole H4 packet, valid during the call. Called when the controller is at rest, so
  /// `Controller::receive` may be called from within.
  virtual void to_host(Bytes h4) = 0;

 protected:
  ~HciSink() = default;
};

}  // namespace westwind::controller
