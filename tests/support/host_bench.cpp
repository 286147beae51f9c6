// The bench that host unit tests stand on, compiled once for its usual limits.
#include "tests/support/host_bench.hpp"

namespace westwind::testing {

template class BenchWith<host::Limits{}>;

}  // namespace westwind::testing
