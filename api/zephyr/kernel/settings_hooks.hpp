// How the host learns that settings were loaded.
#pragma once

namespace westwind::zephyr {

using SettingsHook = void (*)();

/// Called when all of "bt" has been loaded, before handlers commit. Null: nobody.
SettingsHook& settings_loaded_hook();

}  // namespace westwind::zephyr
