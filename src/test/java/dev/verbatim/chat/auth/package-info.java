/** Tests of who somebody is and what their token allows. */
@NullMarked
package dev.verbatim.chat.auth;

import org.jspecify.annotations.NullMarked;
