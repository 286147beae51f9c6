# What every folder's CMakeLists.txt calls:
#
#   westwind_layer(NAME wire SOURCES a.cpp b.cpp TESTS a_test.cpp LINKS base)
#       library `westwind_wire` (header-only when SOURCES is empty) and the GoogleTest program `wire_test`.
#       LINKS, TEST_LINKS  names of other layers; EXTERNAL  targets of third parties, such as fmt::fmt.
#   westwind_program(NAME westwind SOURCES main.cpp LINKS sim EXTERNAL fmt::fmt)
#       an executable.
#   westwind_script_test(NAME tidy COMMAND python3 ...)
#       a test that is a script; its last line may be `N passed, N failed`.
#   REAL_TIME, in a layer or a script test: it waits for the clock on the wall, so no other such test runs beside it.
include_guard(GLOBAL)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
add_compile_options(-Wall -Wextra -Werror)

# Layers that go into a firmware are held to its rules on the desk too.
set(WESTWIND_STRICT_LAYERS base wire crypto host)
set(WESTWIND_STRICT_OPTIONS
    $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>
    $<$<COMPILE_LANGUAGE:CXX>:-fno-threadsafe-statics>)

# What tests of the simulation spend their time in. In the sanitizer build (Debug) -O1 makes them much faster, and compiling hardly slower.
set(WESTWIND_BUSY_LAYERS crypto host controller air sim)

if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(WESTWIND_CCACHE ccache)
  if(WESTWIND_CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER "${WESTWIND_CCACHE}")
    set(CMAKE_CXX_COMPILER_LAUNCHER "${WESTWIND_CCACHE}")
  endif()
endif()

# Layers are linked by alias, so that a name that does not exist stops the configuration, not the linker.
function(westwind_link target scope)
  foreach(layer IN LISTS ARGN)
    target_link_libraries(${target} ${scope} westwind::${layer})
  endforeach()
endfunction()

function(westwind_layer)
  cmake_parse_arguments(PARSE_ARGV 0 layer "REAL_TIME" "NAME" "SOURCES;TESTS;LINKS;TEST_LINKS;EXTERNAL")
  westwind_no_leftovers("westwind_layer" "${layer_UNPARSED_ARGUMENTS}" "${layer_NAME}")
  set(target westwind_${layer_NAME})
  if(layer_SOURCES)
    set(scope PUBLIC)
    add_library(${target} STATIC ${layer_SOURCES})
    if(layer_NAME IN_LIST WESTWIND_BUSY_LAYERS)
      target_compile_options(${target} PRIVATE $<$<CONFIG:Debug>:-O1>)
    endif()
    if(layer_NAME IN_LIST WESTWIND_STRICT_LAYERS)
      target_compile_options(${target} PRIVATE ${WESTWIND_STRICT_OPTIONS})
    endif()
  else()
    set(scope INTERFACE)
    add_library(${target} INTERFACE)
  endif()
  add_library(westwind::${layer_NAME} ALIAS ${target})
  target_include_directories(${target} ${scope}
    "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/src/host" "${PROJECT_SOURCE_DIR}")
  westwind_link(${target} ${scope} ${layer_LINKS})
  target_link_libraries(${target} ${scope} ${layer_EXTERNAL})
  if(layer_TESTS AND WESTWIND_TESTS)
    westwind_gtest(${layer_NAME} "${layer_TESTS}" "${layer_NAME};${layer_TEST_LINKS}")
    if(layer_REAL_TIME)
      westwind_one_by_one(${layer_NAME}_test)
    endif()
  endif()
endfunction()

# Tests, fixtures and the tool do without the two checks of UBSan that cost most to compile: a null pointer stops a program
# anyway, and what is misaligned is misaligned in the library's own code, which is checked whole. Under the sanitizers (Debug)
# they have no debug information either, a tenth of their time: a report names their functions, and the library's lines.
function(westwind_instrument_lightly)
  foreach(target IN LISTS ARGN)
    target_compile_options(${target} PRIVATE -fno-sanitize=null,alignment $<$<CONFIG:Debug>:-g0>)
  endforeach()
endfunction()

# Headers of every test, compiled once. Not where ccache works: it would have to compile what depends on them anew.
function(westwind_precompile target)
  if(CMAKE_CXX_COMPILER_LAUNCHER)
    return()
  endif()
  if(NOT TARGET westwind_test_headers)
    file(WRITE "${PROJECT_BINARY_DIR}/test_headers.cpp" "")
    add_library(westwind_test_headers OBJECT "${PROJECT_BINARY_DIR}/test_headers.cpp")
    westwind_instrument_lightly(westwind_test_headers)
    target_link_libraries(westwind_test_headers PRIVATE GTest::gtest)
    target_precompile_headers(westwind_test_headers PRIVATE
      <gtest/gtest.h> <array> <deque> <functional> <map> <memory> <optional> <set> <string> <vector>)
  endif()
  target_precompile_headers(${target} REUSE_FROM westwind_test_headers)
endfunction()

# One ctest entry a program: starting it once is far quicker than once a case. The cases are counted from the XML.
function(westwind_gtest name sources links)
  add_executable(${name}_test ${sources})
  westwind_link(${name}_test PRIVATE ${links})
  target_link_libraries(${name}_test PRIVATE GTest::gtest GTest::gtest_main)
  westwind_instrument_lightly(${name}_test)
  westwind_precompile(${name}_test)
  add_test(NAME ${name}_test
           COMMAND ${name}_test --gtest_brief=1 "--gtest_output=xml:${PROJECT_BINARY_DIR}/results/${name}_test.xml"
           WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  set_tests_properties(${name}_test PROPERTIES TIMEOUT 300)
endfunction()

function(westwind_program)
  cmake_parse_arguments(PARSE_ARGV 0 program "" "NAME" "SOURCES;LINKS;EXTERNAL")
  westwind_no_leftovers("westwind_program" "${program_UNPARSED_ARGUMENTS}" "${program_NAME}")
  add_executable(${program_NAME} ${program_SOURCES})
  target_include_directories(${program_NAME} PRIVATE "${PROJECT_SOURCE_DIR}")
  westwind_link(${program_NAME} PRIVATE ${program_LINKS})
  target_link_libraries(${program_NAME} PRIVATE ${program_EXTERNAL})
endfunction()

function(westwind_script_test)
  cmake_parse_arguments(PARSE_ARGV 0 script "REAL_TIME" "NAME;TIMEOUT" "COMMAND")
  westwind_no_leftovers("westwind_script_test" "${script_UNPARSED_ARGUMENTS}" "${script_NAME}")
  if(NOT WESTWIND_TESTS)
    return()
  endif()
  if(NOT script_TIMEOUT)
    set(script_TIMEOUT 300)
  endif()
  add_test(NAME ${script_NAME} COMMAND ${script_COMMAND} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  set_tests_properties(${script_NAME} PROPERTIES TIMEOUT ${script_TIMEOUT})
  if(script_REAL_TIME)
    westwind_one_by_one(${script_NAME})
  endif()
endfunction()

# Tests that wait for the clock on the wall: one at a time, from the start, with the others on what processors are left.
function(westwind_one_by_one test)
  set_tests_properties(${test} PROPERTIES RESOURCE_LOCK wall_clock COST 1000)
endfunction()

function(westwind_no_leftovers function leftovers name)
  if(NOT name)
    message(FATAL_ERROR "${function}() in ${CMAKE_CURRENT_SOURCE_DIR}: NAME is missing")
  endif()
  if(leftovers)
    message(FATAL_ERROR "${function}(NAME ${name}) does not know: ${leftovers}")
  endif()
endfunction()
