/** What the gateway is delivered with: image, compose file, Kubernetes manifests. Checked offline, by the fields that we use, not by the published schemas. */
@NullMarked
package dev.verbatim.deploy;

import org.jspecify.annotations.NullMarked;
