// An H4 packet between host and controller in one line. Vol 4 Part A, Part E.
#pragma once

#include <string>

#include "base/bytes.hpp"

namespace westwind::decode {

/// `h4` begins with the packet type.
std::string hci_text(Bytes h4);

}  // namespace westwind::decode
