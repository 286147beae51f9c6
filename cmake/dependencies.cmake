# Third parties of the desk build, all from the distribution (scripts/setup.sh names the packages).
# They are looked for here and asked for by the folders that use them:
#   Threads::Threads  fmt::fmt  CLI11::CLI11  nlohmann_json::nlohmann_json  westwind::asio (header-only asio)
include_guard(GLOBAL)

find_package(Threads REQUIRED)
find_package(fmt QUIET)
find_package(CLI11 QUIET)
find_package(nlohmann_json QUIET)

find_path(WESTWIND_ASIO_INCLUDE asio.hpp)
if(WESTWIND_ASIO_INCLUDE)
  add_library(westwind_asio INTERFACE)
  add_library(westwind::asio ALIAS westwind_asio)
  target_include_directories(westwind_asio SYSTEM INTERFACE "${WESTWIND_ASIO_INCLUDE}")
  # Without the last one, asio allocates one way or another depending on which standard header came before it, and frees
  # in one file what it allocated the other way in another file.
  target_compile_definitions(westwind_asio INTERFACE
    ASIO_STANDALONE ASIO_NO_DEPRECATED ASIO_DISABLE_STD_ALIGNED_ALLOC)
  target_link_libraries(westwind_asio INTERFACE Threads::Threads)
endif()

foreach(needed IN ITEMS fmt::fmt CLI11::CLI11 nlohmann_json::nlohmann_json westwind::asio)
  if(NOT TARGET ${needed})
    message(FATAL_ERROR "${needed} was not found. Run scripts/setup.sh build, which installs the packages that are missing.")
  endif()
endforeach()
