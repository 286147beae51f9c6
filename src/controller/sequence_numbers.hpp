// Acknowledgement and flow control by one bit each way. Vol 6 Part B 4.5.9.
#pragma once

#include "wire/ll_data.hpp"

namespace westwind::controller {

class SequenceNumbers {
 public:
  struct Heard {
    bool acknowledged;  ///< what was sent last has arrived
    bool fresh;  ///< not a repetition: take it, then call `accept`, or leave it to be sent again
  };
  /// Of a packet with a valid CRC.
  Heard hear(const wire::ll::DataHeader& header) {
    const Heard heard{header.nesn() != sn_, header.sn() == nesn_};
    if (heard.acknowledged) sn_ = !sn_;
    return heard;
  }
  void accept() { nesn_ = !nesn_; }

  bool sn() const { return sn_; }
  bool nesn() const { return nesn_; }

 private:
  bool sn_ = false;    // transmitSeqNum
  bool nesn_ = false;  // nextExpectedSeqNum
};

}  // namespace westwind::controller
