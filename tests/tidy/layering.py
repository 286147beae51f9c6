"""Rules on who includes whom. The allowed graph is the table in ARCHITECTURE.md."""
import re

from tree import Offence

# layer (by folder prefix, longest first) -> layers it may include, itself always among them
LAYERS = {
    "src/base": set(),
    "src/wire": {"src/base"},
    "src/crypto": {"src/base"},
    "src/host": {"src/base", "src/wire", "src/crypto"},
    "src/controller": {"src/base", "src/wire", "src/crypto"},
    "src/air": {"src/base"},
    "src/decode": {"src/base", "src/wire"},
    "src/transport": {"src/base", "src/wire"},
    "src/store": {"src/base", "src/wire", "src/crypto", "src/host"},
    "src/sim": {"src/base", "src/wire", "src/crypto", "src/host", "src/controller", "src/air", "src/transport"},
    "src/scenario": {"src/base", "src/wire", "src/crypto", "src/host", "src/controller", "src/air", "src/transport", "src/sim"},
    "include": set(),
    "api": {"include", "src/base", "src/wire", "src/crypto", "src/host"},
    "ports": {"include", "api", "src/base", "src/wire", "src/crypto", "src/host", "src/transport", "src/store"},
    "cli": {"include", "api", "ports", "src/base", "src/wire", "src/crypto", "src/host", "src/controller", "src/air",
            "src/decode", "src/transport", "src/sim"},
}
# Inside the host: layer -> layers below it.
HOST_LAYERS = {
    "hci": set(),
    "l2cap": {"hci"},
    "att": {"l2cap", "hci"},
    "gatt": {"att", "l2cap", "hci"},
    "smp": {"l2cap", "hci"},
    "gap": {"gatt", "att", "smp", "l2cap", "hci"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
# Headers that a port's or an API's own environment brings along.
FOREIGN = re.compile(r"^(py|extmod|shared|genhdr)/|^mp\w*port\.h$|^mpconfig\w*\.h$")


def includes(file):
    for number, line in enumerate(file.lines, 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1)


def resolve(tree, name):
    for root in ("src/", "src/host/", ""):
        if root + name in tree.by_path:
            return root + name
    return None


def layer_of(path):
    fitting = [layer for layer in LAYERS if path.startswith(layer + "/")]
    return max(fitting, key=len) if fitting else None


def host_layer_of(path):
    """`gatt` for src/host/gatt/server.cpp, "" for the front door's own files, None outside the host."""
    if not path.startswith("src/host/"):
        return None
    rest = path.removeprefix("src/host/")
    return rest.split("/")[0] if "/" in rest else ""


def includes_resolve(tree):
    for file in tree.files:
        if not file.is_code or layer_of(file.path) is None:
            continue
        for line, name in includes(file):
            beside = f"{file.folder}/{name}"
            if resolve(tree, name) or (FOREIGN.match(name) and file.is_below("api", "ports")):
                continue
            if beside in tree.by_path:
                yield Offence(file.path, line, f'include "{name}" is relative to the file',
                              "a layer-rooted name tells the reader which layer a thing comes from",
                              f'write it from src/, src/host/ or the project root: "{rooted(beside)}"')
            else:
                yield Offence(file.path, line, f'include "{name}" names no file of the project',
                              "it would come from outside, past every layer",
                              "correct the name; a header of a library is included with <>")


def rooted(path):
    for root in ("src/host/", "src/"):
        if path.startswith(root):
            return path.removeprefix(root)
    return path


def layers_point_inward(tree):
    for file, line, target in edges(tree):
        layer, other = layer_of(file.path), layer_of(target)
        if layer is None or other == layer or (other in LAYERS[layer]):
            continue
        if file.is_test and target.startswith("tests/support/"):
            continue  # what unit tests of several layers share
        if other is None:
            yield Offence(file.path, line, f"{layer} includes {target}, which belongs to no layer",
                          "tests and samples depend on the layers, never the other way round",
                          "move what is needed into a layer")
        else:
            allowed = ", ".join(sorted(LAYERS[layer])) or "nothing"
            yield Offence(file.path, line, f"{layer} includes {target}", f"{layer} may depend on {allowed} only",
                          "turn the dependency round with an interface that the user owns, or move the declaration down")


def host_layers_point_down(tree):
    for file, line, target in edges(tree):
        layer, other = host_layer_of(file.path), host_layer_of(target)
        if not layer or other is None or other == layer:
            continue
        if other == "":
            yield Offence(file.path, line, f"host/{layer} includes {target}",
                          "the front door knows the layers; the layers do not know the door",
                          f"declare what is needed in host/{layer} or below")
        elif other not in HOST_LAYERS.get(layer, set()):
            below = ", ".join(sorted(HOST_LAYERS.get(layer, set()))) or "nothing"
            yield Offence(file.path, line, f"host/{layer} includes {target}",
                          f"inside the host {layer} stands on {below} only (gap -> gatt, smp; gatt -> att; att, smp -> l2cap -> hci)",
                          "let the upper layer register an interface that the lower one owns")


def host_has_one_door(tree):
    for file, line, target in edges(tree):
        outside = layer_of(file.path) not in (None, "src/host")
        if outside and host_layer_of(target):
            yield Offence(file.path, line, f"{file.path} includes {target}",
                          "host/host.hpp is the host's only front door", 'include "host/host.hpp" and use what it offers')


def no_include_cycles(tree):
    graph = {}
    for file, line, target in edges(tree):
        graph.setdefault(file.path, []).append((line, target))
    done, reported = set(), set()
    for start in sorted(graph):
        yield from _walk(start, graph, [], done, reported)


def _walk(path, graph, trail, done, reported):
    if path in done:
        return
    for line, target in graph.get(path, []):
        if target in trail or target == path:
            ring = [*trail, path][[*trail, path].index(target):]
            if frozenset(ring) not in reported:
                reported.add(frozenset(ring))
                yield Offence(path, line, "include cycle: " + " -> ".join([*ring, target]),
                              "files that need each other are one idea in two files", "split off what both need, or join them")
        else:
            yield from _walk(target, graph, [*trail, path], done, reported)
    done.add(path)


def edges(tree):
    """(file, line, path of the included file) for every include inside the project."""
    for file in tree.files:
        if file.is_code:
            for line, name in includes(file):
                target = resolve(tree, name)
                if target:
                    yield file, line, target


RULES = (includes_resolve, layers_point_inward, host_layers_point_down, host_has_one_door, no_include_cycles)
