// The link layer's PDUs and the arithmetic that every packet on air goes through. Vol 6 Part B.
// The virtual controller builds and reads them; tests and decoders use the same declarations.
#pragma once

#include "wire/ll_access_address.hpp"
#include "wire/ll_advertising.hpp"
#include "wire/ll_channels.hpp"
#include "wire/ll_control.hpp"
#include "wire/ll_crc.hpp"
#include "wire/ll_data.hpp"
#include "wire/ll_extended.hpp"
#include "wire/ll_whitening.hpp"
