// Where an H4 stream is found, as text: `unix:/run/air`, `tcp:127.0.0.1:9000`, `tcp:[::1]:9000`,
// `pty:/dev/pts/3`. A door of `westwind air` may end in options:
// `unix:/run/air?address=C0:FF:EE:00:00:01&profile=4.2`. Read by PosixStream (clients) and by the
// tool's doors (servers). No heap: the parts are views of the text.
#pragma once

#include <optional>
#include <string_view>

#include "wire/address.hpp"

namespace westwind::transport {

enum class UrlScheme : std::uint8_t { unix_socket, tcp, pty };

/// Options of a door: what the controllers behind it are like. Nothing: as they are anyway.
struct ControllerOptions {
  std::optional<wire::Address> address;         ///< public, of the only controller at this door
  std::optional<bool> is_4_2;                   ///< as those of Bluetooth 4.2
  std::optional<std::uint16_t> acl_length;      ///< octets in one ACL packet from the host, 27..251
  std::optional<std::uint16_t> acl_packets;     ///< how many such packets it holds, 1..254
  std::optional<std::int16_t> clock_drift_ppm;  ///< of its clock, -500..500; positive: fast
  constexpr bool operator==(const ControllerOptions&) const = default;
};

struct Url {
  UrlScheme scheme = UrlScheme::unix_socket;
  std::string_view path;   ///< unix and pty
  std::string_view host;   ///< tcp, without the brackets of an IPv6 address
  std::uint16_t port = 0;  ///< tcp; 0 means "any free one" to a server and nothing to a client
  ControllerOptions controller;
};

/// A URL, or in `problem` what is wrong with the text.
struct ParsedUrl {
  Url url;
  const char* problem = nullptr;
  constexpr explicit operator bool() const { return problem == nullptr; }
};

/// The longest path a unix socket can have, without its terminating zero.
constexpr std::size_t longest_unix_path = 107;

/// `part(text, 2, 3)`: string_view::substr without the exception.
constexpr std::string_view part(std::string_view text, std::size_t from,
                                std::size_t count = std::string_view::npos) {
  if (from >= text.size()) return {};
  const std::size_t left = text.size() - from;
  return {text.data() + from, count < left ? count : left};
}

constexpr std::optional<std::uint8_t> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
  return std::nullopt;
}

/// `C0:FF:EE:00:00:01`, most significant octet first.
constexpr std::optional<wire::Address> parse_address(std::string_view text) {
  if (text.size() != 17) return std::nullopt;
  Octets<6> shown{};
  for (std::size_t i = 0; i < 6; ++i) {
    const auto high = hex_digit(text[3 * i]);
    const auto low = hex_digit(text[3 * i + 1]);
    if (!high || !low || (i < 5 && text[3 * i + 2] != ':')) return std::nullopt;
    shown[i] = static_cast<std::uint8_t>(*high << 4 | *low);
  }
  return wire::Address::from_display_order(shown);
}

constexpr std::optional<std::uint16_t> parse_number(std::string_view text, std::uint32_t least,
                                                    std::uint32_t most) {
  if (text.empty() || text.size() > 5) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  if (value < least || value > most) return std::nullopt;
  return static_cast<std::uint16_t>(value);
}

/// One option; returns what is wrong with it.
constexpr const char* parse_controller_option(std::string_view name, std::string_view value,
                                              ControllerOptions& options) {
  if (name == "address") {
    options.address = parse_address(value);
    if (!options.address) return "address= needs six octets, as in ?address=C0:FF:EE:00:00:01";
    return options.address->is_zero() ? "address= must not be all zeros" : nullptr;
  }
  if (name == "profile") {
    options.is_4_2 = value == "4.2";
    return *options.is_4_2 || value == "5" ? nullptr : "profile= is 4.2 or 5";
  }
  if (name == "acl-length") {
    options.acl_length = parse_number(value, 27, 251);
    return options.acl_length ? nullptr : "acl-length= needs a number from 27 to 251";
  }
  if (name == "acl-packets") {
    options.acl_packets = parse_number(value, 1, 254);
    return options.acl_packets ? nullptr : "acl-packets= needs a number from 1 to 254";
  }
  if (name == "clock-drift") {
    const bool slow = part(value, 0, 1) == "-";
    const auto ppm = parse_number(slow ? part(value, 1) : value, 0, 500);
    if (!ppm) return "clock-drift= needs a number of ppm from -500 to 500";
    options.clock_drift_ppm = static_cast<std::int16_t>(slow ? -*ppm : *ppm);
    return nullptr;
  }
  return "unknown option; there are address=, profile=, acl-length=, acl-packets=, clock-drift=";
}

/// The part after `?`. Returns what is wrong with it.
constexpr const char* parse_url_options(std::string_view options, Url& url) {
  while (!options.empty()) {
    const std::size_t end = options.find('&');
    const std::string_view option = part(options, 0, end);
    options = end == std::string_view::npos ? std::string_view{} : part(options, end + 1);
    const std::size_t equals = option.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view{} : part(option, equals + 1);
    const char* problem = parse_controller_option(part(option, 0, equals), value, url.controller);
    if (problem != nullptr) return problem;
  }
  return nullptr;
}

constexpr const char* parse_tcp(std::string_view rest, Url& url) {
  constexpr const char* usage = "tcp: needs a host and a port, as in tcp:127.0.0.1:9000";
  const std::size_t colon = rest.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return usage;
  url.host = part(rest, 0, colon);
  if (url.host.front() == '[') {
    if (url.host.back() != ']' || url.host.size() < 3) return usage;
    url.host = part(url.host, 1, url.host.size() - 2);
  } else if (url.host.find(':') != std::string_view::npos) {
    return "an IPv6 address needs brackets, as in tcp:[::1]:9000";
  }
  if (url.host.size() > 253) return "host name longer than 253 characters";
  const auto port = parse_number(part(rest, colon + 1), 0, 0xffff);
  if (!port) return "the port must be a number from 0 to 65535, as in tcp:127.0.0.1:9000";
  url.port = *port;
  return nullptr;
}

constexpr ParsedUrl parse_url(std::string_view text) {
  ParsedUrl parsed;
  const std::size_t colon = text.find(':');
  const std::string_view scheme =
      colon == std::string_view::npos ? std::string_view{} : part(text, 0, colon);
  const std::size_t query = text.find('?');
  std::string_view rest = part(text, 0, query);
  rest = colon == std::string_view::npos ? std::string_view{} : part(rest, colon + 1);
  if (text.find('\0') != std::string_view::npos) {
    parsed.problem = "must not contain a zero octet";
  } else if (scheme == "unix") {
    parsed.url.scheme = UrlScheme::unix_socket;
    parsed.url.path = rest;
    if (rest.empty()) parsed.problem = "unix: needs a path, as in unix:/tmp/air";
    if (rest.size() > longest_unix_path)
      parsed.problem = "path longer than 107 characters, the limit of unix sockets";
  } else if (scheme == "tcp") {
    parsed.url.scheme = UrlScheme::tcp;
    parsed.problem = parse_tcp(rest, parsed.url);
  } else if (scheme == "pty") {
    parsed.url.scheme = UrlScheme::pty;
    parsed.url.path = rest;
    if (rest.empty()) parsed.problem = "pty: needs a path, as in pty:/dev/pts/3";
    if (rest.size() > 1023) parsed.problem = "path longer than 1023 characters";
  } else {
    parsed.problem = "must begin with unix:, tcp: or pty:";
  }
  if (parsed.problem == nullptr && query != std::string_view::npos)
    parsed.problem = parse_url_options(part(text, query + 1), parsed.url);
  return parsed;
}

static_assert(parse_url("tcp:localhost:9000").url.port == 9000);
static_assert(!parse_url("localhost:9000"));

}  // namespace westwind::transport
