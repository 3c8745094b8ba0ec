# A client whose cable can be pulled. Orders come line by line: "send <hex>" sends these bytes; "hear <hex>" waits until these have come
# (of which no byte is heard twice); after "pull" whatever comes is dropped
# before it is seen, so that nothing is acknowledged any more, and nothing is sent: to the other side it is a network that is gone.
# Each order is answered by itself.
#
# Usage: perl cable.pl <port on loopback>
use strict;
use warnings;
use Socket;

use constant {SO_ATTACH_FILTER => 26, BPF_RETURN => 0x06};

$| = 1;
socket(my $line, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
connect($line, sockaddr_in($ARGV[0], INADDR_LOOPBACK)) or die "connect: $!";

my $heard = '';
while (my $order = <STDIN>) {
  chomp $order;
  if ($order =~ /^send ([0-9a-f]*)$/) {
    my $bytes = pack 'H*', $1;
    syswrite($line, $bytes) == length $bytes or die "send: $!";
  } elsif ($order =~ /^hear ([0-9a-f]+)$/) {
    my $wanted = pack 'H*', $1;
    until ($heard =~ s/^.*?\Q$wanted\E//s) {
      sysread($line, $heard, 4096, length $heard) or die "the other side has ended it: $!";
    }
  } elsif ($order eq 'pull') {
    my $keep_none = pack 'S C C L', BPF_RETURN, 0, 0, 0;
    setsockopt($line, SOL_SOCKET, SO_ATTACH_FILTER, pack('S x![L!] P', 1, $keep_none)) or die "filter: $!";
  } else {
    die "no order: $order";
  }
  print "$order\n";
}
