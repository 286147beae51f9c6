// A capture as the commands read it: a file, a file that still grows, or a pipe.
#pragma once

#include <functional>
#include <string>

#include "decode/pcapng_reader.hpp"

namespace westwind::cli {

/// Hands over every packet of `path` ("-": standard input). With `follow` it waits for more at the
/// end until `stopped` says so. Throws Trouble when it cannot be read or is no capture; a capture
/// that is cut off is said on standard error, after its last whole packet.
void read_capture(const std::string& path, bool follow, const std::function<bool()>& stopped,
                  const decode::PcapngReader::Take& take);

}  // namespace westwind::cli
