@_exported import IkdTestSupport
