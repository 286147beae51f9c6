/* The Device Information Service has no calls: CONFIG_BT_DIS and CONFIG_BT_DIS_* say what peers
 * read, and with CONFIG_BT_DIS_SETTINGS the settings "bt/dis/manuf", model, serial, fw, hw and sw.
 */
#pragma once
