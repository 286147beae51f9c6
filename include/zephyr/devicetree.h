/* No board describes itself here: every node is absent, which is what applications ask first. */
#pragma once

#define DT_ALIAS(alias) 0
#define DT_NODELABEL(label) 0
#define DT_CHOSEN(property) 0
#define DT_PATH(...) 0
#define DT_NODE_EXISTS(node) 0
#define DT_NODE_HAS_STATUS(node, status) 0
#define DT_NODE_HAS_STATUS_OKAY(node) 0
#define DT_NODE_HAS_PROP(node, property) 0
#define DT_HAS_CHOSEN(property) 0
#define DT_HAS_COMPAT_STATUS_OKAY(compatible) 0
#define DT_HAS_ALIAS(alias) 0
#define DT_ANY_INST_HAS_PROP_STATUS_OKAY(property) 0
