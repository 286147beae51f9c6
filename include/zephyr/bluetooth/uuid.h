/* UUIDs, and those with a name. Each name is a pointer to the UUID, for initialisers as for calls;
 * the number alone is NAME_VAL. */
#pragma once

#include <zephyr/bluetooth/uuid_characteristics.h>
#include <zephyr/bluetooth/uuid_characteristics_more.h>
#include <zephyr/bluetooth/uuid_services.h>
#include <zephyr/bluetooth/uuid_type.h>
