package main

import (
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// What the kernel asks of a file system that a program provides (FUSE), of which
// there are as many here as it takes to show one file, which is a disk.
const (
	fuseLookup  = 1
	fuseForget  = 2
	fuseGetattr = 3
	fuseOpen    = 14
	fuseRead    = 15
	fuseWrite   = 16
	fuseRelease = 18
	fuseFsync   = 20
	fuseFlush   = 25 // of one who closes the file: promises nothing
	fuseInit    = 26
	fuseCancel  = 36
	fuseForgets = 42

	fuseRoot, fuseDisk = 1, 2 // the folder and the file in it
	fuseMost           = 128 << 10
	fuseDirect         = 1 // nothing of the file is kept in memory by the kernel
)

// diskFile mounts a folder with one file, "disk": a disk without a name of its
// own, to which the kernel can be led by a loop device. Only root may. It
// answers until the folder is unmounted.
func diskFile(dir string, v *volatile, size int64) error {
	fd, err := unix.Open("/dev/fuse", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	f := &fuse{fd: fd, disk: v, size: size}
	if err := unix.Mount("drill", dir, "fuse", unix.MS_NODEV|unix.MS_NOSUID, fmt.Sprintf("fd=%d,rootmode=40000,user_id=0,group_id=0", fd)); err != nil {
		return errors.Join(err, unix.Close(fd))
	}
	go f.serve()
	return nil
}

// fuse answers the kernel.
type fuse struct {
	fd   int
	disk *volatile
	size int64
}

func (f *fuse) serve() {
	defer unix.Close(f.fd)
	in := make([]byte, fuseMost+4096)
	for {
		n, err := unix.Read(f.fd, in)
		switch {
		case errors.Is(err, unix.EINTR), errors.Is(err, unix.EAGAIN), errors.Is(err, unix.ENOENT):
			continue
		case err != nil || n < 40:
			return // unmounted
		}
		kind, id, node := binary.NativeEndian.Uint32(in[4:]), binary.NativeEndian.Uint64(in[8:]), binary.NativeEndian.Uint64(in[16:])
		if kind == fuseForget || kind == fuseForgets || kind == fuseCancel {
			continue // these want no answer
		}
		out, no := f.answer(kind, node, in[40:n])
		if no != 0 {
			out = nil
		}
		head := pack(uint32(16+len(out)), -int32(no), id)
		_, _ = unix.Write(f.fd, append(head, out...)) // whoever asked may be gone
	}
}

// answer is what one request gets: bytes, or why not.
func (f *fuse) answer(kind uint32, node uint64, in []byte) (out []byte, no unix.Errno) {
	switch kind {
	case fuseInit:
		const bigWrites, wide = 1 << 5, 1 << 22
		return pack(uint32(7), uint32(31), uint32(0), uint32(bigWrites|wide), uint16(16), uint16(12), uint32(fuseMost), uint32(1),
			uint16(fuseMost/4096), uint16(0), [8]uint32{}), 0
	case fuseLookup:
		if node != fuseRoot || string(in) != "disk\x00" {
			return nil, unix.ENOENT
		}
		return pack([5]uint64{fuseDisk}, f.about(fuseDisk)), 0
	case fuseGetattr:
		return pack([2]uint64{}, f.about(node)), 0
	case fuseOpen:
		return pack(uint64(0), uint32(fuseDirect), uint32(0)), 0
	case fuseRelease, fuseFlush:
		return nil, 0
	case fuseFsync:
		return nil, broken(f.disk.flush())
	case fuseRead, fuseWrite:
		return f.transfer(kind, int64(binary.NativeEndian.Uint64(in[8:])), int64(binary.NativeEndian.Uint32(in[16:])), in[40:])
	}
	return nil, unix.ENOSYS
}

// transfer reads anything and writes whole sectors.
func (f *fuse) transfer(kind uint32, at, n int64, data []byte) ([]byte, unix.Errno) {
	if n = min(n, f.size-at); at < 0 || n < 0 {
		return nil, unix.EINVAL
	}
	begin, end := at/sector*sector, (at+n+sector-1)/sector*sector
	if kind == fuseRead {
		out := make([]byte, end-begin)
		err := f.disk.read(out, begin)
		return out[at-begin:][:n], broken(err)
	}
	if begin != at || end != at+n || int64(len(data)) < n {
		return nil, unix.EINVAL
	}
	return pack(uint32(n), uint32(0)), broken(f.disk.write(data[:n], at))
}

// about are the attributes of the folder or of the file in it.
func (f *fuse) about(node uint64) []byte {
	mode, size := uint32(unix.S_IFDIR|0o700), int64(0)
	if node == fuseDisk {
		mode, size = unix.S_IFREG|0o600, f.size
	}
	return pack(node, size, size/512, [3]uint64{}, [3]uint32{}, mode, uint32(1), [3]uint32{}, uint32(4096), uint32(0))
}

func broken(err error) unix.Errno {
	if err != nil {
		return unix.EIO
	}
	return 0
}

// pack puts values together as the kernel has them in memory.
func pack(values ...any) []byte {
	var b []byte
	for _, v := range values {
		b, _ = binary.Append(b, binary.NativeEndian, v) // only numbers come here
	}
	return b
}
