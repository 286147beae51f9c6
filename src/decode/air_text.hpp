// A packet of the air in one line, with what was learned from those before it: which link an access
// address is, who its central and peripheral are. Vol 6 Part B 2.
#pragma once

#include <map>
#include <string>

#include "decode/air_record.hpp"

namespace westwind::decode {

struct AirLink {
  std::uint32_t number = 0;  ///< from 1 on, in the order of the CONNECT_INDs
  std::string central, peripheral;
};

class AirText {
 public:
  /// What it is and says, without time, channel and losses.
  std::string describe(const AirRecord& record);
  /// Null before its CONNECT_IND was seen.
  const AirLink* link_of(const AirRecord& record) const;
  const std::map<std::uint32_t, AirLink>& links() const { return links_; }  // by access address

 private:
  std::string advertising(const AirRecord& record);
  std::string data(const AirRecord& record) const;

  std::map<std::uint32_t, AirLink> links_;
  std::uint32_t links_made_ = 0;
};

/// An L2CAP PDU or its beginning: "ATT Write Request, handle 0x0012, ...".
std::string l2cap_text(Bytes pdu);

}  // namespace westwind::decode
