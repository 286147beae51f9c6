// Binary logarithms from a table of 256 steps: wrong by less than 0.05 dB, and a few nanoseconds.
#include "air/propagation.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace westwind::air {

namespace {

/// log2 of a 1.31 fixed-point number in 1 .. 2, as 16 fraction bits, by repeated squaring.
constexpr std::uint32_t fraction_of_log2(std::uint64_t mantissa) {
  std::uint32_t result = 0;
  for (int bit = 0; bit < 16; ++bit) {
    mantissa = (mantissa * mantissa) >> 31;
    result <<= 1;
    if (mantissa >> 32 != 0) {
      mantissa >>= 1;
      result |= 1;
    }
  }
  return result;
}

constexpr auto log2_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint64_t i = 0; i < table.size(); ++i)
    table[i] = fraction_of_log2((std::uint64_t{512} + 2 * i + 1) << 22);  // middle of the step
  return table;
}();

/// log2 with 16 fraction bits; `value` must not be 0.
constexpr std::int64_t log2_q16(std::uint64_t value) {
  const int whole = std::bit_width(value) - 1;
  const std::uint64_t top = whole >= 8 ? value >> (whole - 8) : value << (8 - whole);
  return (std::int64_t{whole} << 16) + log2_table[top & 0xff];
}

constexpr std::uint64_t nearest_mm2 = 100 * 100;

std::uint64_t squared_mm(const Point& a, const Point& b) {
  const auto square = [](std::int64_t from, std::int64_t to) {
    return static_cast<std::uint64_t>((to - from) * (to - from));
  };
  return square(a.x_mm, b.x_mm) + square(a.y_mm, b.y_mm) + square(a.z_mm, b.z_mm);
}

}  // namespace

Point point_of(const Position& position) {
  const auto mm = [](double metres) {
    return static_cast<std::int32_t>(std::lround(std::clamp(metres, -1e6, 1e6) * 1000.0));
  };
  return {mm(position.x), mm(position.y), mm(position.z)};
}

std::int32_t path_loss_cdb(const Propagation& propagation, const Point& from, const Point& to) {
  // 10 n log10(d) = 5 n log10(2) log2(d^2), and 1.50515 = 5 log10(2) * 100 cdB / 100 percent.
  constexpr std::int64_t one_metre = log2_q16(1'000'000);
  constexpr std::int64_t factor_q16 = 98641;
  const std::int64_t octaves = log2_q16(std::max(squared_mm(from, to), nearest_mm2)) - one_metre;
  return propagation.loss_at_1m_cdb +
         static_cast<std::int32_t>((propagation.exponent_percent * factor_q16 * octaves) >> 32);
}

int received_dbm(const Propagation& propagation, const Point& from, int transmit_power_dbm,
                 const Point& to) {
  const int cdbm = transmit_power_dbm * 100 - path_loss_cdb(propagation, from, to);
  const int rounded = (cdbm + 50 >= 0 ? cdbm + 50 : cdbm + 50 - 99) / 100;
  return std::clamp(rounded, -127, 20);
}

std::int64_t reach_mm(const Propagation& propagation, int loss_db) {
  const double excess_db = loss_db + 1.0 - propagation.loss_at_1m_cdb / 100.0;
  const double decades = excess_db * 10.0 / propagation.exponent_percent;
  return static_cast<std::int64_t>(std::pow(10.0, std::min(decades, 6.5)) * 1000.0);
}

}  // namespace westwind::air
