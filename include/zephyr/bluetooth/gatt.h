/* The Generic Attribute Profile, both sides. Core Specification Vol 3 Part G. Results as in
 * <zephyr/bluetooth/bluetooth.h>. */
#pragma once

#include <zephyr/bluetooth/gatt_client.h>
#include <zephyr/bluetooth/gatt_server.h>
